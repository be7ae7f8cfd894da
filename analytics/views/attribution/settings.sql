-- One row, whatever the table holds: the settings, with the defaults of what is missing or makes no sense.
WITH given AS (
    SELECT
        max(upper(nullif(trim(reporting_currency), ''))) AS reporting_currency,
        max(try_cast(half_life_days AS double)) AS half_life_days,
        max(try_cast(first_share AS double)) AS first_share,
        max(try_cast(last_share AS double)) AS last_share,
        max(lower(nullif(trim(path_transform), ''))) AS path_transform,
        max(try_cast(stamp_grace_seconds AS bigint)) AS stamp_grace_seconds,
        max(try_cast(clock_skew_seconds AS bigint)) AS clock_skew_seconds,
        max(lower(trim(username_case_sensitive))) AS username_case_sensitive
    FROM attribution_settings
)

SELECT
    coalesce(reporting_currency, 'EUR') AS reporting_currency,
    CASE WHEN half_life_days > 0e0 THEN half_life_days ELSE 7e0 END AS half_life_days,
    CASE
        WHEN first_share >= 0e0 AND last_share >= 0e0 AND first_share + last_share <= 1e0 THEN first_share
        ELSE 4e-1
    END AS first_share,
    CASE
        WHEN first_share >= 0e0 AND last_share >= 0e0 AND first_share + last_share <= 1e0 THEN last_share
        ELSE 4e-1
    END AS last_share,
    CASE WHEN path_transform = 'none' THEN 'none' ELSE 'exposure_path' END AS path_transform,
    -- A token lives an hour by default, and the attribute is blank a minute after the end.
    CASE WHEN stamp_grace_seconds >= 0 THEN stamp_grace_seconds ELSE CAST(3900 AS bigint) END AS stamp_grace_seconds,
    CASE WHEN clock_skew_seconds >= 0 THEN clock_skew_seconds ELSE CAST(300 AS bigint) END AS clock_skew_seconds,
    coalesce(username_case_sensitive = 'true', FALSE) AS username_case_sensitive
FROM given
