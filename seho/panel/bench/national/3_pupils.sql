-- Pupils in the order in which they came, about as many each day; one in seven comes back.
-- Turn i of service s has the key 100 i + s: a service's pupils are the same in the whole country and in a part of it.

CREATE TABLE bench.pupil AS
SELECT n AS id, service.id AS seho_id, service.ugel_id, school.id AS school_id, grade.id AS grade_id,
       bench.first_day() + i * (bench.today() - bench.first_day()) / (bench.pupils() / bench.services()) AS came_on,
       (bench.today() - ((grade.age * 365.25)::int + 240 + bench.chance(n, 13, 360)))::date AS born_today,
       -- One in four hundred is called as the one before.
       (CASE WHEN i % 400 = 7 THEN i - 1 ELSE i END) * 60 + service.id AS named
FROM generate_series(0, bench.pupils() / bench.services() - 1) AS i CROSS JOIN bench.service
CROSS JOIN LATERAL (SELECT i * 100 + service.id AS n) AS key
-- Two in three of a school of the service's UGEL, the others of anywhere.
JOIN network_school school ON school.id = 1 + CASE
    WHEN bench.chance(n, 10, 3) < 2 THEN service.place + (SELECT count(*)::int FROM bench.office) * bench.chance(n, 9, 80)
    ELSE bench.chance(n, 8, bench.schools())
END
JOIN LATERAL (
    SELECT (array_agg(g.id ORDER BY g.number))[pick] AS id, (array_agg(g.normative_age ORDER BY g.number))[pick] AS age
    FROM curriculum_schoolgrade g JOIN curriculum_level level ON level.id = g.level_id,
         LATERAL (SELECT 1 + bench.chance(n, 7, CASE level.code WHEN 'PRIMARIA' THEN 6 WHEN 'INICIAL' THEN 6 ELSE 5 END) AS pick) AS p
    WHERE level.code = CASE school.level_code WHEN 'A2' THEN 'INICIAL' WHEN 'B0' THEN 'PRIMARIA' ELSE 'SECUNDARIA' END
    GROUP BY pick
) AS grade ON true;

INSERT INTO patients_patient (id, document_type, document_number, paternal_surname, maternal_surname, given_names, birth_date,
    sex, has_special_needs, special_needs_note, address, search_name, created_at, created_by_id, mother_tongue_id, care_notes)
SELECT id, CASE WHEN bench.chance(id, 20, 25) = 0 THEN 'NONE' ELSE 'DNI' END,
       CASE WHEN bench.chance(id, 20, 25) = 0 THEN '' ELSE lpad((70000000 + id)::text, 8, '0') END,
       paternal, maternal, given,
       -- One in forty three years older than the grade says.
       came_on - (bench.today() - born_today) - CASE WHEN bench.chance(id, 21, 40) = 0 THEN 1096 ELSE 0 END,
       CASE bench.chance(id, 22, 2) WHEN 0 THEN 'F' ELSE 'M' END, bench.chance(id, 23, 16) = 0, '', 'Jr. Inventado ' || id,
       bench.plain(paternal || ' ' || maternal || ' ' || given), bench.noon(came_on), seho_id * 100 + CASE WHEN came_on < bench.today() - 1825 THEN 1 ELSE 2 END,
       CASE WHEN bench.chance(id, 24, 5) > 0 THEN tongue.first ELSE tongue.others[1 + bench.chance(id, 25, cardinality(tongue.others))] END,
       CASE WHEN bench.chance(id, 26, 3) = 0 THEN 'Prefiere trabajar por la mañana.' ELSE '' END
FROM (
    SELECT pupil.*,
           bench.one_of('{Quispe,Flores,Mamani,Rojas,Huamán,Vargas,Ramos,Torres,Díaz,Castro,Luna,Soto,Paredes,Salazar,Cruz,Apaza,Condori,Chávez,Gutiérrez,Ríos}', named, 30) AS paternal,
           ('{Aguilar,Benites,Cárdenas,Delgado,Espinoza,Farfán,García,Herrera,Inga,Jara,León,Medina,Núñez,Ochoa,Palomino,Reyes,Silva,Tello,Ugarte,Valdez,Yupanqui,Zárate,Arce,Bravo,Campos,Dávila,Egúsquiza,Fuentes,Galindo,Huerta,Ibáñez,Ledesma,Mejía,Navarro,Orellana,Pinedo,Quiroz,Rivas,Suárez,Vera}'::text[])[1 + named / 2500 % 40] AS maternal,
           ('{Ana,Rosa,Luz,Julia,Nora,Pedro,Juan,Luis,Hugo,César,Alba,Bruno,Celia,Dana,Elena,Fabio,Gael,Irene,Joel,Karla,Liam,Mía,Noé,Olga,Pilar,Rafael,Sara,Tomás,Úrsula,Víctor,Wendy,Ximena,Yair,Zoe,Abel,Beto,Cira,Dora,Erik,Flor,Gina,Homero,Isaías,Jimena,Kiara,Leo,Marta,Nilo,Omar,Paz}'::text[])[1 + named % 50] || ' ' ||
           ('{Abril,Belén,Carlos,David,Estela,Félix,Gloria,Hilda,Iván,Javier,Kevin,Lucía,Manuel,Nadia,Óscar,Pablo,Quino,Rita,Samuel,Teresa,Ulises,Valeria,Walter,Xenia,Yolanda,Zacarías,Andrea,Boris,Clara,Diana,Edgar,Fiorela,Gerson,Helena,Ismael,Jorge,Katia,Lorena,Mario,Nélida,Oriana,Percy,Ruth,Sergio,Tania,Urpi,Vilma,Wilson,Yadira,Zulema}'::text[])[1 + named / 50 % 50] AS given
    FROM bench.pupil
) AS named, LATERAL (
    SELECT min(id) FILTER (WHERE code = 'castellano') AS first, array_agg(id ORDER BY id) AS others FROM curriculum_mothertongue
) AS tongue
ORDER BY id;

-- The times in the service: three in four leave within a month; about 36 days on average.
CREATE TABLE bench.time AS
WITH first AS (
    SELECT id AS patient_id, seho_id, came_on AS starts_on, 1 AS turn FROM bench.pupil
), lasting AS (
    SELECT *, CASE
        WHEN bench.chance(patient_id * 10 + turn, 40, 100) < 50 THEN 2 + bench.chance(patient_id * 10 + turn, 41, 12)
        WHEN bench.chance(patient_id * 10 + turn, 40, 100) < 75 THEN 15 + bench.chance(patient_id * 10 + turn, 41, 16)
        WHEN bench.chance(patient_id * 10 + turn, 40, 100) < 92 THEN 31 + bench.chance(patient_id * 10 + turn, 41, 60)
        ELSE 91 + bench.chance(patient_id * 10 + turn, 41, 200) END AS days FROM first
), again AS (
    SELECT *, starts_on + days AS ends_on FROM lasting
    UNION ALL
    SELECT patient_id, seho_id, starts_on + days + 60 + gap, 2, days, starts_on + days + 60 + gap + days
    FROM lasting, LATERAL (SELECT bench.chance(patient_id, 42, 400) AS gap) AS g
    WHERE bench.chance(patient_id, 43, 7) = 0 AND starts_on + days + 60 + gap <= bench.today()
)
SELECT patient_id * 2 + turn - 1 AS id, patient_id, again.seho_id, turn, starts_on, days,
       CASE WHEN ends_on <= bench.today() THEN ends_on END AS ends_on,
       least(ends_on, bench.today()) AS last_day,
       CASE WHEN service.hospital_id IS NULL OR bench.chance(patient_id, 44, 100) < 16 THEN 'HOME'
            WHEN bench.chance(patient_id, 44, 100) < 18 THEN 'UNTYPED' ELSE 'HOSPITAL' END AS setting,
       -- One in forty is never attended.
       CASE WHEN bench.chance(patient_id, 45, 40) > 0 AND starts_on + bench.chance(patient_id, 46, 4) <= least(ends_on, bench.today())
            THEN starts_on + bench.chance(patient_id, 46, 4) END AS first_attended_on,
       service.hospital_id,
       again.seho_id * 100 + CASE WHEN starts_on < bench.today() - 1825 THEN 1 ELSE 2 END AS coordinator_id
FROM again JOIN bench.service ON service.id = again.seho_id;
ALTER TABLE bench.time ADD PRIMARY KEY (id);
ANALYZE bench.time;

INSERT INTO patients_guardian (id, patient_id, relationship, full_name, document_type, document_number, phone, is_main, created_at)
SELECT id, id, bench.one_of('{MOTHER,MOTHER,MOTHER,FATHER,TUTOR,GUARDIAN}', id, 50), 'Familiar Inventado ' || id, 'DNI',
       lpad((10000000 + id)::text, 8, '0'), CASE WHEN bench.chance(id, 51, 20) > 0 THEN '900000000' ELSE '' END, true, bench.noon(came_on)
FROM bench.pupil ORDER BY id;

INSERT INTO patients_enrollment (id, patient_id, school_id, school_grade_id, section, tutor_name, tutor_phone, starts_on, created_at)
SELECT id, id, school_id, grade_id, 'A', CASE WHEN bench.chance(id, 52, 10) > 0 THEN 'Docente Inventada ' || id ELSE '' END, '',
       date_trunc('year', came_on), bench.noon(came_on)
FROM bench.pupil ORDER BY id;

INSERT INTO patients_episode (id, patient_id, seho_id, setting, modality, starts_on, ends_on, first_attended_on, end_reason, registered_at, registered_by_id)
SELECT id, patient_id, seho_id, setting, CASE setting WHEN 'HOME' THEN 'MIXED' ELSE 'IN_PERSON' END, starts_on, ends_on, first_attended_on,
       CASE WHEN ends_on IS NULL THEN '' WHEN setting = 'HOME' THEN 'REST_ENDED' WHEN bench.chance(id, 53, 50) = 0 THEN 'WITHDRAWAL' ELSE 'DISCHARGE' END,
       bench.noon(starts_on), coordinator_id
FROM bench.time ORDER BY id;

INSERT INTO patients_authorization (patient_id, seho_id, guardian_id, purpose, granted, decided_on, recorded_at, recorded_by_id)
SELECT patient_id, seho_id, patient_id, purpose, purpose <> 'IMAGES' OR bench.chance(id, 54, 10) < 7, starts_on, bench.noon(starts_on), coordinator_id
FROM bench.time, unnest(ARRAY['ENTRY', 'HEALTH_DATA', 'IMAGES']) AS purpose ORDER BY time.id;

-- The stay begins up to three days before the registration; of one in three hundred nobody noted its end.
INSERT INTO patients_stay (id, patient_id, kind, hospital_id, ward, starts_on, ends_on, estimated_days, created_at, created_by_id)
SELECT id, patient_id, CASE setting WHEN 'HOME' THEN 'HOME_REST' ELSE 'HOSPITAL' END, CASE WHEN setting <> 'HOME' THEN hospital_id END,
       CASE WHEN setting <> 'HOME' THEN 'Sala ' || 1 + bench.chance(id, 55, 5) ELSE '' END, starts_on - bench.chance(id, 56, 4),
       CASE WHEN bench.chance(patient_id, 43, 7) = 0 OR bench.chance(id, 57, 300) > 0 THEN ends_on END, days, bench.noon(starts_on), coordinator_id
FROM bench.time ORDER BY id;

INSERT INTO patients_accreditation (id, stay_id, kind, issued_on, estimated_days, rest_starts_on, rest_ends_on, recorded_at, recorded_by_id)
SELECT id, id, CASE setting WHEN 'HOME' THEN 'MEDICAL_ORDER' ELSE 'HOSPITALIZATION' END, starts_on, days,
       CASE setting WHEN 'HOME' THEN starts_on END, CASE setting WHEN 'HOME' THEN starts_on + days END, bench.noon(starts_on), coordinator_id
FROM bench.time WHERE setting <> 'UNTYPED' AND bench.chance(id, 58, 30) > 0 ORDER BY id;

INSERT INTO patients_diagnosis (id, stay_id, text, icd10, updated_at, updated_by_id)
SELECT id, id, (SELECT diagnosis FROM bench.country), '', bench.noon(starts_on), coordinator_id
FROM bench.time WHERE setting <> 'UNTYPED' ORDER BY id;

INSERT INTO patients_siagiestatus (id, patient_id, episode_id, letter, starts_on, ends_on, communicated_on, confirmed_on, confirmed_name)
SELECT id, patient_id, id, CASE setting WHEN 'HOME' THEN 'd' ELSE 'c' END, starts_on, ends_on, told, CASE WHEN told + 5 <= bench.today() AND bench.chance(id, 59, 8) > 0 THEN told + 5 END,
       CASE WHEN told + 5 <= bench.today() AND bench.chance(id, 59, 8) > 0 THEN 'Directora Inventada' ELSE '' END
FROM bench.time, LATERAL (SELECT CASE WHEN starts_on + 2 <= bench.today() AND bench.chance(id, 60, 12) > 0 THEN starts_on + 2 END AS told) AS t
WHERE setting <> 'UNTYPED' ORDER BY id;

-- One notice for each time in the service, one in three more that came to nothing, and a few that wait.
INSERT INTO patients_referral (channel, person, age, place, contact, setting, state, not_attended_reason, identified_on, contacted_on, closed_on, patient_id, seho_id, created_at, created_by_id, is_enrolled)
SELECT bench.one_of('{WARD_SEARCH,WARD_SEARCH,WARD_SEARCH,FOCAL_POINT,FOCAL_POINT,FAMILY,SCHOOL,UGEL,OTHER_SEHO}', key, 61),
       'Persona Inventada ' || key, 4 + bench.chance(key, 62, 13), 'Sala ' || 1 + bench.chance(key, 63, 5), '', '', state,
       CASE state WHEN 'NOT_ATTENDED' THEN bench.one_of('{GUARDIAN_REFUSED,GUARDIAN_REFUSED,NOT_ENROLLED,NO_CAPACITY,NO_SERVICE,DISCHARGED,DISCHARGED,NOT_FOUND,DUPLICATE}', key, 64) ELSE '' END,
       day, CASE WHEN state <> 'IDENTIFIED' THEN day + 1 END, CASE WHEN state IN ('REGISTERED', 'NOT_ATTENDED') THEN day + 2 END,
       patient_id, seho_id, bench.noon(day), coordinator_id, true
FROM (
    SELECT id AS key, starts_on - bench.chance(id, 65, 6) AS day, 'REGISTERED' AS state, patient_id, seho_id, coordinator_id FROM bench.time
    UNION ALL
    SELECT 1000000 + id, starts_on, 'NOT_ATTENDED', NULL, seho_id, coordinator_id FROM bench.time WHERE bench.chance(id, 66, 3) = 0
    UNION ALL
    SELECT 2000000 + id * 10 + n, bench.today() - n, CASE n WHEN 3 THEN 'ORIENTATION' ELSE 'IDENTIFIED' END, NULL, id, id * 100 + 2 FROM bench.service, generate_series(1, 3) AS n
) AS notice ORDER BY day, key;

INSERT INTO patients_assignment (episode_id, user_id, starts_on, ends_on, assigned_by_id)
SELECT id, helper, starts_on, ends_on, coordinator_id
FROM bench.time, LATERAL (SELECT seho_id * 100 + 11 + least((starts_on - bench.first_day()) / 365, (SELECT years - 1 FROM bench.country)) * 4 + bench.chance(id, 67, 4) AS helper) AS h
WHERE bench.chance(id, 68, 5) = 0 ORDER BY id;

INSERT INTO attendance_precaution (episode_id, kind, until, noted_at, noted_by_id)
SELECT id, bench.one_of('{GOWN,HANDS,ASK,TIRES,IN_BED,QUIET}', id, 69), ends_on, bench.noon(starts_on), coordinator_id
FROM bench.time WHERE bench.chance(id, 70, 3) = 0 ORDER BY id;
