SET SESSION time_zone = 'Europe/Berlin';
