"""Names that erasing and forgetting left behind, until both learned to take them."""

from django.db import migrations


def take(apps, schema_editor):
    apps.get_model("progress", "Certificate").objects.filter(learner=None).update(
        name="", show_name=False
    )
    apps.get_model("progress", "Device").objects.exclude(learner__erased_at=None).update(name="")


class Migration(migrations.Migration):

    dependencies = [
        ("progress", "0006_former_secret"),
    ]

    operations = [migrations.RunPython(take, migrations.RunPython.noop)]
