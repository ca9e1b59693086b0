"""The table to begin with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = (
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("town", models.CharField(max_length=20, null=True)),
                ("fax", models.CharField(max_length=20, null=True)),
            ],
            options={"db_table": "customer"},
        ),
    )
