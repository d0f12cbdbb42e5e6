"""What runs before Django can: it turns a fresh checkout into a running or a tested site.

Only the standard library is imported here, because on a new machine there is nothing else. The one exception is
`database`, which is run by the environment's own Python once that exists.
"""
