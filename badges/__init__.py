"""Digital badges and microcredentials: the room is kept here, the work on credentials fills it."""
