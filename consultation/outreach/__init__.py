"""Campaigns, places, channels, QR codes and posters: how a questionnaire reaches people."""
