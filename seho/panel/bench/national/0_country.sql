-- What the other files count with. All rows are invented; the same size and day give the same rows.
-- The parameters say how many of each there are, and the day on which the country is seen.

CREATE SCHEMA bench;

CREATE TABLE bench.country AS SELECT
    %(services)s::int AS services, %(pupils)s::int AS pupils, %(schools)s::int AS schools,
    %(hospitals)s::int AS hospitals, %(years)s::int AS years, %(today)s::date AS today, %(diagnosis)s::text AS diagnosis;

-- Constants, so that the planner sees them as such.
DO $do$
DECLARE
    size bench.country;
    one record;
BEGIN
    SELECT * INTO size FROM bench.country;
    FOR one IN VALUES
        ('services', 'int', size.services::text), ('pupils', 'int', size.pupils::text),
        ('schools', 'int', size.schools::text), ('hospitals', 'int', size.hospitals::text),
        ('today', 'date', quote_literal(size.today)),
        ('first_day', 'date', quote_literal((size.today - make_interval(years => size.years))::date))
    LOOP
        EXECUTE format('CREATE FUNCTION bench.%%I() RETURNS %%s IMMUTABLE PARALLEL SAFE LANGUAGE sql AS %%L',
                       one.column1, one.column2, format('SELECT %%s::%%s', one.column3, one.column2));
    END LOOP;
END
$do$;

-- Chance that repeats itself: a number under `below` for a key and a purpose.
CREATE FUNCTION bench.chance(key bigint, purpose int, below int) RETURNS int IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    'SELECT ((hashint8extended(key, purpose) & 2147483647) %% below)::int';

CREATE FUNCTION bench.one_of(words text[], key bigint, purpose int) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    'SELECT words[1 + ((hashint8extended(key, purpose) & 2147483647) %% cardinality(words))::int]';

-- Without accents, as `search_key` leaves a text.
CREATE FUNCTION bench.plain(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    $$SELECT translate(lower($1), 'áéíóúüñ', 'aeiouun')$$;

CREATE FUNCTION bench.noon(date) RETURNS timestamptz IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    $$SELECT ($1 + time '17:00') AT TIME ZONE 'UTC'$$;

-- Sixty-four letters that look like a digest.
CREATE FUNCTION bench.digest(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    'SELECT md5($1) || md5($1 || ''b'')';

CREATE TABLE bench.office AS
SELECT id, region_id, (row_number() OVER (ORDER BY code) - 1)::int AS place FROM network_ugel;
