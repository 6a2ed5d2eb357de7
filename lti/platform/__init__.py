"""Our side as a platform: learners go to activities in tools of others, and the score comes back.

(A *platform* elsewhere in this room is somebody else's, whose people come to us.)
"""
