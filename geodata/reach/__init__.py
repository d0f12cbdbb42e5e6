"""How far one gets in how many minutes: timetables in, earliest arrivals, journeys in words and reachable ground out.

    gtfs      reads a feed            network   keeps it as arrays           days     one day's departures, in order
    walking   legs on foot            raptor    earliest arrivals            journeys the way, leg by leg
    guide     what leads to a place   shade     the ground one reaches

Nothing here knows of learning, and nothing keeps where anybody starts.
"""
