"""Who may change what: beside Wagtail's own policies, one for what only few are trusted with."""

from wagtail.permission_policies import ModelPermissionPolicy


class OnePermissionPolicy(ModelPermissionPolicy):
    """One permission of the model's own, `permission`, for all that adds, changes or deletes.

    Such a model has no others of these in its `default_permissions`: `roles.prepare` would give them to
    all moderators.
    """

    def __init__(self, model, permission: str):
        super().__init__(model)
        self.permission = permission

    def _get_permission_codename(self, action):
        changes = action in ("add", "change", "delete")
        return super()._get_permission_codename(self.permission if changes else action)
