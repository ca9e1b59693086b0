-- The twin is named so that it is done once.
DELETE FROM owners WHERE id = {n} /* {twin} */;
