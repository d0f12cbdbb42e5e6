"""The engine of playlists: what meets a stop today, what stands in for it, whether and how one can finish in time.

`plan`, `travel` and `progress` are pure; `offers`, `substitutes` and `completing` read the catalogue.
"""
