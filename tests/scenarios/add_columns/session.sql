-- after the swap the application doesn't yet know the column without a default
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';
