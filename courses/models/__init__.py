from .catalogue import LoadedFile
from .course import CourseIndexPage, CoursePage, CourseTutorial
from .home import HomePage

__all__ = ["CourseIndexPage", "CoursePage", "CourseTutorial", "HomePage", "LoadedFile"]
