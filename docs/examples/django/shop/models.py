"""The models as they are after all migrations."""

from django.db import models
from django.utils import timezone


class Customer(models.Model):
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=50, default="?")
    note = models.CharField(max_length=50, default="-")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "customer"
        indexes = (models.Index(fields=["name"], name="by_name"),)

    def __str__(self) -> str:
        return self.name
