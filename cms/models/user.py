"""People who have an account: editors and staff. Readers never need one."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor or a member of staff. Ours from the first migration, so that it can grow."""
