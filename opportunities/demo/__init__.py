"""Invented listings for five cities: made by a seeded script from hand-written words, fresh on any day.

`listings.make_plan` is pure: the same city, seed and day give the same plan. `rows.write` puts one into the database.
"""
