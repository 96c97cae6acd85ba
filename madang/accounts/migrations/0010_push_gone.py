from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_push_devices")]

    operations = [
        migrations.AddField(model_name="pushdevice", name="gone_at", field=models.DateTimeField(null=True)),
    ]
