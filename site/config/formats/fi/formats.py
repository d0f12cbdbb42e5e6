"""Finnish times with a colon, "17:00", which the standard SFS 4175 allows: the same everywhere."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"j. E Y \k\l\o H:i"
SHORT_DATETIME_FORMAT = "j.n.Y H:i"
