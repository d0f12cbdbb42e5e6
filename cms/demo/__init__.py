"""Pages of the demonstration cities: invented stories, themes and partners, in each city's languages."""
