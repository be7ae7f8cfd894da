-- How much there is, and how much of it is untidy; each event once, but for those that are there twice.
SELECT
    count(*) AS events,
    count(*) FILTER (WHERE twice) AS events_twice,
    count(*) FILTER (WHERE user_number IS NULL) AS events_without_user,
    count(*) FILTER (WHERE stamped_with_unknown) AS events_with_unknown_stamp,
    count(*) FILTER (WHERE client_at > (arrived_at // 3600000 + 1) * 3600000 + getvariable('skew'))
        AS events_of_a_clock_ahead,
    count(*) FILTER (WHERE arrived_at - happened_at >= 3600000) AS events_later_than_an_hour,
    count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
    count(*) FILTER (WHERE event_type = 'purchase' AND value IS NULL) AS purchases_without_value,
    count(*) FILTER (WHERE value < 0) AS purchases_of_a_negative_value,
    count(*) FILTER (WHERE currency = 'SEK' AND value >= 0) AS purchases_without_a_rate,
    count(*) FILTER (WHERE event_type = 'subscribe') AS subscriptions,
    (SELECT count(*) FROM touches) AS touches,
    (SELECT count(*) FROM touches WHERE expired_at IS NOT NULL) AS expiries,
    (SELECT count(*) FROM touches WHERE removed_at IS NOT NULL) AS removals,
    (SELECT count(*) FROM users) AS users
FROM events
