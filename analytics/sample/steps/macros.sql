-- Draws: the same for a seed, and unlike each other for another purpose or number.
CREATE OR REPLACE MACRO draw(purpose, number) AS
(hash(hash(${seed}, purpose, number::BIGINT)) >> 11) / 9007199254740992e0;

CREATE OR REPLACE MACRO normal(purpose, number) AS
sqrt(-2 * ln(1 - draw(purpose, number))) * cos(2 * pi() * draw(purpose || ' angle', number));

-- Milliseconds with this mean: most are short, a few are long.
CREATE OR REPLACE MACRO delay(purpose, number, mean) AS
floor(-ln(1 - draw(purpose, number)) * mean)::BIGINT;

CREATE OR REPLACE MACRO id(purpose, number) AS
md5(purpose || ' ' || ${seed} || ' ' || number)::UUID::VARCHAR;

CREATE OR REPLACE MACRO hour_of(moment) AS strftime(epoch_ms(moment), '%Y/%m/%d/%H');

CREATE OR REPLACE MACRO iso(moment) AS strftime(epoch_ms(moment), '%Y-%m-%dT%H:%M:%S.%gZ');
