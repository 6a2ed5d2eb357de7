"""H5P: packages that trusted editors bring; checked, kept by their hash, played in their own frame.

`archive` opens the zip, `package` says whether it is a whole H5P, `outside` what it would fetch from
elsewhere, `texts` what stands in its JSON, `reasons` all of that in words; these five are pure. `store`
keeps the files, `views` serves the frame, `origin` keeps a second origin to itself, `pack` tells
`offline` what a device must keep.
"""
