-- Establishments, schools, services with their agreements and spaces; the calendars of the years gone by.

INSERT INTO network_hospital (code, name, category, department, province, district, ugel_id, is_active, search_text)
SELECT code, name, category, department, province, district, ugel_id, true,
       bench.plain(concat_ws(' ', code, ltrim(code, '0'), name, district, province, department))
FROM (
    SELECT lpad((50000 + n)::text, 8, '0') AS code,
           bench.one_of('{Puesto de Salud,Centro de Salud,Hospital,Clínica}', n, 1) || ' '
               || bench.one_of('{Luna,Sol,Nube,Cóndor,Vicuña,Quinua,Totora,Molle,Puya,Tarwi,Oca,Brisa}', n, 2) || ' ' || n AS name,
           bench.one_of('{I-1,I-2,I-3,I-4,II-1,II-2,III-1}', n, 3) AS category,
           region.name AS department, ugel.name AS province,
           bench.one_of('{Luna,Sol,Nube,Cóndor,Vicuña,Quinua,Totora,Molle,Puya,Tarwi,Oca,Brisa}', n, 4) AS district,
           ugel.id AS ugel_id
    FROM generate_series(1, bench.hospitals() - (SELECT count(*)::int FROM network_hospital)) AS n
    JOIN bench.office ON office.place = n % (SELECT count(*) FROM bench.office)
    JOIN network_ugel ugel ON ugel.id = office.id
    JOIN network_region region ON region.id = office.region_id
) AS made;

-- School n (from 0) is of the office n modulo their number; in it, k = n / their number says its level.
INSERT INTO network_school (id, modular_code, annex, name, level_code, level_name, management, department, province,
                            district, local_code, phone, ugel_id, is_active, search_text)
SELECT id, modular_code, '0', name, level_code, level_name, management, department, province, district, local_code, '',
       ugel_id, true,
       bench.plain(concat_ws(' ', modular_code, ltrim(modular_code, '0'), local_code, name, level_name, district, province,
                             department))
FROM (
    SELECT n + 1 AS id, lpad((200000 + n)::text, 7, '0') AS modular_code,
           n % 9000 || ' ' || bench.one_of('{Luna,Sol,Nube,Cóndor,Vicuña,Quinua,Totora,Molle,Puya,Tarwi,Oca,Brisa}', n, 1)
               || ' ' || bench.one_of('{Andina,Amazónica,Costeña,Serrana,Norteña,Sureña}', n, 2) AS name,
           level.code AS level_code, level.name AS level_name, bench.one_of('{1,1,1,2,3}', n, 3) AS management,
           region.name AS department, ugel.name AS province,
           bench.one_of('{Luna,Sol,Nube,Cóndor,Vicuña,Quinua,Totora,Molle,Puya,Tarwi,Oca,Brisa}', n, 4) AS district,
           lpad((100000 + n % 900000)::text, 6, '0') AS local_code, ugel.id AS ugel_id
    FROM generate_series(0, bench.schools() - 1) AS n
    JOIN bench.office ON office.place = n % (SELECT count(*) FROM bench.office)
    JOIN network_ugel ugel ON ugel.id = office.id
    JOIN network_region region ON region.id = office.region_id
    JOIN LATERAL (VALUES
        (0, 3, 'A2', 'Inicial - Jardín'), (3, 14, 'B0', 'Primaria'), (14, 20, 'F0', 'Secundaria')
    ) AS level (low, high, code, name)
        ON n / (SELECT count(*) FROM bench.office) % 20 >= level.low
       AND n / (SELECT count(*) FROM bench.office) % 20 < level.high
) AS made
ORDER BY id;

-- The first three services share a UGEL, the first six a region, in the whole country as in a part of it.
CREATE TABLE bench.service AS
SELECT s AS id, office.id AS ugel_id, office.region_id, office.place,
       CASE WHEN s % 12 <> 0 THEN (SELECT array_agg(id ORDER BY id) FROM network_hospital WHERE id <= 100)[s] END AS hospital_id
FROM generate_series(1, bench.services()) AS s
JOIN bench.office ON office.place = CASE
    WHEN s <= 6 THEN (
        SELECT near.place FROM network_ugel JOIN bench.office near USING (id)
        WHERE network_ugel.code = (ARRAY['150104', '150104', '150104', '150108', '150106', '150102'])[s]
    )
    ELSE (
        SELECT (array_agg(far.place ORDER BY far.place))[1 + s * 37 % count(*)]
        FROM bench.office far JOIN network_region region ON region.id = far.region_id WHERE region.code <> '150101'
    )
END;

INSERT INTO network_seho (id, name, short_name, registration_code, scope, management, ugel_id, hospital_id, state,
                          opened_on, resolution_number, resolution_on, address)
SELECT id, 'Servicio educativo hospitalario ' || id, 'SEHO ' || lpad(id::text, 2, '0'), 'SEHO-' || lpad(id::text, 4, '0'),
       CASE WHEN hospital_id IS NULL THEN 'HOME_ONLY' ELSE 'HOSPITAL_AND_HOME' END, 'PUBLIC', ugel_id, hospital_id, 'ACTIVE',
       bench.first_day(), 'R. D. N.° ' || id, bench.first_day() - 30, 'Av. Inventada ' || id
FROM bench.service ORDER BY id;

INSERT INTO network_agreement (seho_id, number, starts_on, ends_on, signed_on, parties)
SELECT id, 'Convenio ' || turn, starts_on, starts_on + 1460 + CASE WHEN turn = 3 THEN -bench.chance(id, 5, 500) ELSE 0 END,
       starts_on, 'UGEL y establecimiento de salud'
FROM bench.service, generate_series(1, 3) AS turn, LATERAL (SELECT bench.first_day() + (turn - 1) * 1250 AS starts_on) AS day;

INSERT INTO network_learningspace (seho_id, kind, name, capacity, is_active)
SELECT service.id, kind, name, 8, true FROM bench.service,
    (VALUES ('MULTIFUNCTIONAL', 'Aula multifuncional'), ('BEDSIDE', 'Salas'), ('WAITING_ROOM', 'Sala de espera'),
            ('HOME', 'Aula hogar'), ('VIRTUAL', 'Aula virtual')) AS space (kind, name);

INSERT INTO attendance_roundstop (seho_id, key, name, "order")
SELECT service.id, bench.plain('Sala ' || n), 'Sala ' || n, n FROM bench.service, generate_series(1, 5) AS n;

-- The national calendars of the years before those that the program brings.
CREATE TABLE bench.calendar AS
SELECT id AS like_id, nextval(pg_get_serial_sequence('curriculum_schoolcalendar', 'id')) AS id, back
FROM curriculum_schoolcalendar, generate_series(1, (SELECT years - 1 FROM bench.country)) AS back
WHERE school_id IS NULL AND year = (SELECT min(year) FROM curriculum_schoolcalendar);

INSERT INTO curriculum_schoolcalendar (id, modality, year, kind, label, starts_on, ends_on)
SELECT calendar.id, modality, year - back, kind, 'Calendario nacional ' || year - back,
       starts_on - make_interval(years => back), ends_on - make_interval(years => back)
FROM bench.calendar JOIN curriculum_schoolcalendar known ON known.id = like_id;

INSERT INTO curriculum_period (calendar_id, number, name, starts_on, ends_on)
SELECT calendar.id, number, name, starts_on - make_interval(years => back), ends_on - make_interval(years => back)
FROM bench.calendar JOIN curriculum_period known ON known.calendar_id = like_id;

-- One school in eighty with a calendar of its own for this year.
INSERT INTO curriculum_schoolcalendar (school_id, modality, year, kind, label, starts_on, ends_on)
SELECT id, 'EBR', extract(year FROM bench.today()), 'TRIMESTER', 'Calendario propio',
       date_trunc('year', bench.today()), date_trunc('year', bench.today()) + interval '1 year' - interval '1 day'
FROM network_school WHERE id % 80 = 0;

INSERT INTO curriculum_period (calendar_id, number, name, starts_on, ends_on)
SELECT id, n, n || '.° trimestre', starts_on + 70 + (n - 1) * 95, starts_on + 70 + n * 95 - 6
FROM curriculum_schoolcalendar, generate_series(1, 3) AS n WHERE school_id IS NOT NULL;
