-- Some sign in by a name of their own, which the app writes as it was typed; the others' name is their sub.
CREATE TABLE users AS
SELECT
    number,
    sub,
    username,
    coalesce(lower(username), sub) AS key
FROM (
    SELECT
        number,
        id('user', number) AS sub,
        CASE WHEN draw('named', number) < 0.3 THEN 'User-' || number END AS username
    FROM range(${users}) AS made (number)
);
