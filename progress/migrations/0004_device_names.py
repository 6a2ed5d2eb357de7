from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("progress", "0003_certificates"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="name",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
