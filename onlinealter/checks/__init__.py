"""May this alteration go ahead? One file per check."""
