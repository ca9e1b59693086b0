"""What a message tells a person to do leads on."""
