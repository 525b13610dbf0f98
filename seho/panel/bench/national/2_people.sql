-- Teams of two generations, volunteers of each year, specialists of every office, directors and focal points.
-- Keys by service: 100 s + 1, 3, 5, 7 before the middle day; + 2, 4, 6, 8 since; + 11 and on, volunteers by year.

CREATE TABLE bench.person AS
WITH middle AS (SELECT bench.today() - 1825 AS day), unit AS (SELECT * FROM bench.service)
SELECT unit.id * 100 + post.k * 2 + turn AS id, post.role, unit.id AS seho_id, NULL::int AS ugel_id, NULL::int AS region_id,
       NULL::int AS school_id, NULL::int AS hospital_id,
       CASE turn WHEN 1 THEN bench.first_day() ELSE day END AS starts_on, CASE turn WHEN 1 THEN day - 1 END AS ends_on
FROM unit, middle, generate_series(1, 2) AS turn,
     (VALUES (0, 'COORDINATOR'), (1, 'TEACHER'), (2, 'TEACHER'), (3, 'PSYCHOLOGIST')) AS post (k, role)
UNION ALL
SELECT unit.id * 100 + 11 + year * 4 + k, CASE k WHEN 3 THEN 'INTERN' ELSE 'VOLUNTEER' END, unit.id, NULL, NULL, NULL, NULL,
       bench.first_day() + year * 365, CASE WHEN year < (SELECT years - 1 FROM bench.country) THEN bench.first_day() + year * 365 + 364 END
FROM unit, generate_series(0, (SELECT years - 1 FROM bench.country)) AS year, generate_series(0, 3) AS k
UNION ALL SELECT 10000 + id, 'UGEL_SPECIALIST', NULL, id, NULL, NULL, NULL, bench.first_day(), NULL FROM bench.office
UNION ALL SELECT 11000 + id, 'DRE_SPECIALIST', NULL, NULL, id, NULL, NULL, bench.first_day(), NULL FROM network_region
UNION ALL SELECT 12000 + n, 'MINEDU', NULL, NULL, NULL, NULL, NULL, bench.first_day(), NULL FROM generate_series(1, 3) AS n
UNION ALL SELECT 12010, 'ADMIN', NULL, NULL, NULL, NULL, NULL, bench.first_day(), NULL
UNION ALL SELECT 12100 + id, 'FOCAL_POINT', NULL, NULL, NULL, NULL, hospital_id, bench.first_day(), NULL FROM unit WHERE hospital_id IS NOT NULL
UNION ALL SELECT 20000 + id, 'DIRECTOR', NULL, NULL, NULL, id, NULL, bench.first_day(), NULL FROM network_school WHERE id % 20 = 7;

-- Nobody can sign in with a password: it is none.
INSERT INTO accounts_user (id, password, email, given_names, surnames, position, is_active, must_change_password, search_name, created_at)
SELECT id, '!', 'persona' || id || '@bench.test', given, surnames || ' ' || id, '', true, false,
       bench.plain(surnames || ' ' || id || ' ' || given), bench.noon(starts_on)
FROM (
    SELECT id, starts_on, bench.one_of('{Ana,Rosa,Luz,Carmen,Julia,Nora,Pedro,Juan,Luis,Raúl,Hugo,César}', id, 1) AS given,
           bench.one_of('{Quispe,Flores,Mamani,Rojas,Huamán,Vargas,Ramos,Torres,Díaz,Castro}', id, 2) AS surnames
    FROM bench.person
) AS named ORDER BY id;

INSERT INTO accounts_membership (id, user_id, role, seho_id, ugel_id, region_id, school_id, hospital_id, starts_on, ends_on, created_at)
SELECT id, id, role, seho_id, ugel_id, region_id, school_id, hospital_id, starts_on, ends_on, bench.noon(starts_on)
FROM bench.person ORDER BY id;

-- A check of each law a year; one team in seven let the last one pass.
INSERT INTO accounts_backgroundcheck (membership_id, law, checked_on, valid_until, created_at)
SELECT person.id, law, day, day + 364, bench.noon(day)
FROM bench.person, unnest(ARRAY['L29988', 'L30794', 'L30901']) AS law,
     generate_series(0, (coalesce(ends_on, bench.today()) - starts_on) / 365) AS turn,
     LATERAL (SELECT starts_on + turn * 365 AS day) AS checked
WHERE seho_id IS NOT NULL AND (ends_on IS NOT NULL OR seho_id % 7 <> 0 OR day + 400 < bench.today());
