"""Any filtered view on paper and as a picture of one moment: what it shows, the ground under it, the drawing, the PDF.

Nothing here asks anybody else's server: the ground comes from the basemap's own archive and from geodata's districts,
type and scripts from the project's static files.
"""
