"""Tests of estimates: their arithmetic, and their file."""
