-- One message of a journey to a user, and what became of it. Some users get more than others.
CREATE TABLE messages AS
WITH drawn AS (
    SELECT
        made.number,
        journeys.*,
        floor(${users} * power(draw('reader', made.number), 1.2))::BIGINT AS user_number,
        ${start}
        + floor(${days} * (active_from + (active_to - active_from) * draw('send day', made.number)))::BIGINT
        * 86400000
        + floor((7 + 11 * draw('send hour', made.number)) * 3600000)::BIGINT AS sent_at
    FROM range(${messages}) AS made (number)
    INNER JOIN slots ON slots.slot = floor(100 * draw('journey', made.number))
    INNER JOIN journeys USING (journey)
),

delivered AS (
    SELECT
        *,
        CASE WHEN draw('bounce', number) >= 0.02 THEN sent_at + 800 + delay('delivery', number, 6000) END
            AS delivered_at,
        draw('bot', number) < 0.08 AS scanned
    FROM drawn
),

opened AS (
    SELECT
        *,
        CASE
            WHEN lake = 'ses' AND draw('open', number) < open_rate
                THEN delivered_at + 20000 + delay('open delay', number, 4 * 3600000)
        END AS opened_at
    FROM delivered
),

clicked AS (
    SELECT
        *,
        CASE
            WHEN draw('click', number) < click_rate THEN opened_at + 2000 + delay('click delay', number, 60000)
        END AS clicked_at
    FROM opened
)

SELECT
    * REPLACE (
        CASE WHEN opened_at < ${until} THEN opened_at END AS opened_at,
        CASE WHEN clicked_at < ${until} THEN clicked_at END AS clicked_at
    ),
    CASE touched_by
        WHEN 'open' THEN opened_at
        WHEN 'click' THEN clicked_at
        WHEN 'entry' THEN CASE WHEN draw('enter', number) < touch_rate THEN sent_at END
        ELSE
            CASE
                WHEN draw('reply', number) < touch_rate THEN delivered_at + delay('reply delay', number, 3600000)
            END
    END AS touched_at
FROM clicked;
