"""Six operations on a big table: one alteration, one copy. On SQLite they are Django's own."""

from django.db import migrations, models
from django.utils import timezone

from onlinealter.django import OnlineAlter


class Migration(migrations.Migration):
    dependencies = (("shop", "0001_customer"),)
    operations = (
        OnlineAlter(
            migrations.AlterField("customer", "name", models.CharField(max_length=200)),
            migrations.AlterField("customer", "town", models.CharField(max_length=50, default="?")),
            migrations.AddField("customer", "note", models.CharField(max_length=50, default="-")),
            migrations.AddField("customer", "since", models.DateTimeField(default=timezone.now)),
            migrations.RemoveField("customer", "fax"),
            migrations.AddIndex("customer", models.Index(fields=["name"], name="by_name")),
        ),
    )
