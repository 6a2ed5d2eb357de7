from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("progress", "0005_learner_cards"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="former_secret_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
