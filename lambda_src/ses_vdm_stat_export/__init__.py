"""Exports of SES's deliverability statistics: a job is started, watched, and its report kept in a bucket."""
