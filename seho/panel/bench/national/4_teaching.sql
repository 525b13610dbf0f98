-- About two sessions for each pupil and working day, in groups of five or six; what is planned, seen and kept.

-- A session's key holds its day, service, hour and group: no join is needed to find it.
INSERT INTO attendance_participation (session_id, episode_id, attended, absence_reason, evidence, competency_id)
SELECT session_id, episode_id, absent > 0, CASE absent WHEN 0 THEN bench.one_of('{PROCEDURE,UNWELL,UNWELL,ISOLATION,OTHER}', session_id, 81) ELSE '' END,
       CASE WHEN absent = 1 THEN 'Explica cómo resolvió el problema y compara su respuesta.' ELSE '' END,
       7 + bench.chance(session_id, 82, 20)
FROM (
    SELECT ((((day - bench.first_day()) * 100 + time.seho_id) * 10 + hour) * 10 + bench.chance(time.id, 83, 3))::bigint AS session_id,
           time.id AS episode_id, bench.chance(time.id * 4000 + (day - bench.first_day()), 84 + hour, 9) AS absent
    FROM bench.time, generate_series(1, 3) AS hour,
         LATERAL (SELECT first_attended_on + n AS day FROM generate_series(0, last_day - first_attended_on) AS n) AS d
    WHERE extract(isodow FROM day) < 6 AND (hour < 3 OR bench.chance(time.id * 4000 + (day - bench.first_day()), 88, 7) < 2)
    ORDER BY 1, 2
) AS present;

CREATE TABLE bench.session AS
SELECT id, day, seho_id, hour, seho_id * 100 + CASE WHEN day < bench.today() - 1825 THEN 1 ELSE 2 END + CASE hour WHEN 3 THEN 6 ELSE 2 * hour END AS teacher_id
FROM (
    SELECT id, bench.first_day() + (id / 10000)::int AS day, (id / 100 % 100)::int AS seho_id, (id / 10 % 10)::int AS hour
    FROM (SELECT DISTINCT session_id AS id FROM attendance_participation) AS held
) AS decoded;

INSERT INTO attendance_session (id, seho_id, held_on, starts_at, minutes, kind, space, modality, title, created_at, created_by_id, client_id)
SELECT id, seho_id, day, make_time(7 + hour * 2, 0, 0), 30 + 5 * bench.chance(id, 90, 7), CASE WHEN hour = 3 THEN 'SUPPORT' WHEN bench.chance(id, 91, 9) = 0 THEN 'PROJECT' ELSE 'LEARNING' END,
       bench.one_of('{BEDSIDE,BEDSIDE,BEDSIDE,MULTIFUNCTIONAL,WAITING_ROOM,HOME}', id, 92), 'IN_PERSON', 'Resolvemos problemas de la vida diaria', bench.noon(day), teacher_id, gen_random_uuid()
FROM bench.session ORDER BY id;

INSERT INTO attendance_session_professionals (session_id, user_id)
SELECT id, teacher_id FROM bench.session ORDER BY id;

INSERT INTO attendance_wellbeing (episode_id, session_id, asked_on, before, after, created_at, asked_by_id)
SELECT episode_id, session_id, day, 1 + bench.chance(session_id, 93, 5), 2 + bench.chance(session_id, 94, 4), bench.noon(day), teacher_id
FROM attendance_participation JOIN bench.session ON session.id = session_id
WHERE attended AND bench.chance(session_id * 7 + episode_id, 95, 30) = 0 ORDER BY session_id;

-- Plans, of which the long ones were written twice; one in ten of who is in attention waits.
INSERT INTO attendance_plan (id, episode_id, created_at, created_by_id)
SELECT id, id, bench.noon(starts_on), coordinator_id + 2 FROM bench.time
WHERE setting <> 'UNTYPED' AND last_day >= starts_on + 3 AND bench.chance(id, 100, 40) > 0 ORDER BY id;

CREATE TABLE bench.version AS
SELECT (row_number() OVER (ORDER BY time.id, number))::int AS id, time.id AS plan_id, number::int, starts_on + CASE number WHEN 1 THEN 3 ELSE 31 END AS day,
       CASE WHEN number = 1 AND is_long THEN 'SUPERSEDED' WHEN ends_on IS NULL AND bench.chance(time.id, 101, 10) = 0 THEN 'DRAFT' ELSE 'IN_FORCE' END AS state,
       coordinator_id, days
FROM bench.time JOIN attendance_plan plan ON plan.id = time.id, LATERAL (SELECT last_day >= starts_on + 31 AS is_long) AS l, generate_series(1, CASE WHEN is_long THEN 2 ELSE 1 END) AS number;

INSERT INTO attendance_planversion (id, plan_id, number, state, kind, purpose, curricular_adaptations, assessment_adaptations, in_force_from, in_force_until, created_at, created_by_id, sent_at, sent_by_id, approved_at, approved_by_id)
SELECT id, plan_id, number, state, CASE WHEN days >= 15 THEN 'FULL' ELSE 'SHORT' END, 'Que avance en las competencias priorizadas a su ritmo.', 'Sesiones breves', 'Responde de manera oral',
       CASE WHEN state <> 'DRAFT' THEN day END, CASE WHEN state = 'SUPERSEDED' THEN day + 28 END, bench.noon(day), coordinator_id + 2,
       CASE WHEN state <> 'DRAFT' THEN bench.noon(day) END, CASE WHEN state <> 'DRAFT' THEN coordinator_id + 2 END,
       CASE WHEN state <> 'DRAFT' THEN bench.noon(day) END, CASE WHEN state <> 'DRAFT' THEN coordinator_id END
FROM bench.version ORDER BY id;

INSERT INTO attendance_plancompetency (plan_version_id, competency_id, "order", purpose, criteria)
SELECT id, 7 + n * 4 + bench.chance(plan_id, 102, 4), n + 1, 'Resuelve problemas de su entorno.', 'Explica su respuesta.' FROM bench.version, generate_series(0, 3) AS n ORDER BY id;

INSERT INTO attendance_planadaptation (plan_version_id, code, "order")
SELECT id, code, n FROM bench.version, (VALUES (1, 'C_SHORT'), (2, 'E_ORAL')) AS one (n, code) ORDER BY id;

INSERT INTO attendance_plancontribution (plan_version_id, part, written_at, written_by_id, written_version)
SELECT id, part, bench.noon(day), coordinator_id + k, 1 FROM bench.version, (VALUES ('TEACHER', 2), ('PSYCHO', 6)) AS one (part, k) ORDER BY id;

-- Levels of four competencies in the last period that the stay touches.
INSERT INTO attendance_assessment (episode_id, period_id, competency_id, level, not_evaluated_reason, conclusion, assessed_on, updated_at, assessed_by_id)
SELECT time.id, period.id, 7 + n * 4 + bench.chance(time.id, 102, 4), level, CASE level WHEN 'NE' THEN 'NO_EVIDENCE' ELSE '' END,
       'Resuelve problemas con apoyo y explica con sus palabras lo que hizo.', last_day, bench.noon(last_day), coordinator_id + 2
FROM bench.time
CROSS JOIN generate_series(0, 3) AS n
CROSS JOIN LATERAL (SELECT bench.one_of('{AD,A,A,A,B,B,C,NE}', time.id * 4 + n, 103) AS level) AS l
LEFT JOIN LATERAL (
    SELECT period.id FROM curriculum_period period JOIN curriculum_schoolcalendar calendar ON calendar.id = calendar_id
    WHERE calendar.school_id IS NULL AND calendar.modality = 'EBR' AND calendar.year = extract(year FROM time.last_day)
      AND period.starts_on <= time.last_day AND period.ends_on >= time.starts_on ORDER BY period.starts_on DESC LIMIT 1
) AS period ON true
WHERE days >= 15 AND last_day >= starts_on + 15 AND setting <> 'UNTYPED' AND bench.chance(time.id, 104, 12) > 0 ORDER BY time.id;

CREATE TABLE bench.work AS
SELECT (row_number() OVER (ORDER BY day, time.id, n))::int AS id, time.id AS episode_id, day, coordinator_id
FROM bench.time, generate_series(1, 1 + least(days / 8, 12)) AS n, LATERAL (SELECT least(starts_on + n * 7, last_day) AS day) AS d
WHERE first_attended_on IS NOT NULL;

INSERT INTO attendance_work (id, episode_id, title, made_on, competency_id, created_at, created_by_id, in_book, client_id)
SELECT id, episode_id, 'Mi cuento ilustrado', day, 7 + bench.chance(id, 105, 20), bench.noon(day), coordinator_id + 2, true, gen_random_uuid() FROM bench.work ORDER BY id;

INSERT INTO attendance_workfile (work_id, kind, path, print_path, thumb_path, original_path, sha256, bytes, width, height)
SELECT id, 'PHOTO', 'works/00/none.jpg', 'works/00/none.jpg', 'works/00/none.jpg', '', bench.digest('w' || id), 200000, 1600, 1200 FROM bench.work ORDER BY id;

-- With families, team and schools, twice a week; the psychologist's part of the longer stays.
INSERT INTO attendance_supportcontact (seho_id, held_with, held_on, minutes, topic, note, created_at, created_by_id, client_id)
SELECT service.id, bench.one_of('{FAMILY,FAMILY,TEAM,SCHOOL}', service.id * 10000 + day, 106), bench.first_day() + day, 30, 'ROUTINE', '', bench.noon(bench.first_day() + day),
       service.id * 100 + CASE WHEN day < bench.today() - 1825 - bench.first_day() THEN 7 ELSE 8 END, gen_random_uuid()
FROM bench.service, generate_series(0, bench.today() - bench.first_day(), 4) AS day;

INSERT INTO attendance_supportreport (episode_id, text, updated_at, written_by_id)
SELECT id, 'Participa con ánimo y pide ayuda cuando la necesita.', bench.noon(last_day), coordinator_id + 6 FROM bench.time WHERE days >= 15 AND bench.chance(id, 107, 10) > 0 ORDER BY id;

-- What helpers wrote down, and how long entries took.
INSERT INTO attendance_helperentry (seho_id, helper_id, held_on, minutes, what, created_at, client_id)
SELECT seho_id, id, starts_on + week * 7, 180, 'Lectura en las salas', bench.noon(starts_on + week * 7), gen_random_uuid()
FROM bench.person, generate_series(0, 50) AS week WHERE role IN ('VOLUNTEER', 'INTERN') AND starts_on + week * 7 <= bench.today();

INSERT INTO attendance_helperweek (seho_id, helper_id, monday, counted, minutes, confirmed_at, confirmed_by_id)
SELECT seho_id, id, date_trunc('week', starts_on + week * 7), 180, 180, bench.noon(starts_on + week * 7 + 7), seho_id * 100 + 2
FROM bench.person, generate_series(0, 50) AS week WHERE role IN ('VOLUNTEER', 'INTERN') AND starts_on + week * 7 <= bench.today() - 14;

INSERT INTO attendance_helpertask (seho_id, helper_id, what, due_on, created_at, created_by_id, done_on, done_by_id, minutes, word, client_id)
SELECT seho_id, id, 'Preparar material de lectura', day, bench.noon(day - 5), seho_id * 100 + 2, CASE WHEN day < bench.today() THEN day END, CASE WHEN day < bench.today() THEN id END,
       CASE WHEN day < bench.today() THEN 40 END, CASE WHEN day < bench.today() THEN 'Listo' ELSE '' END, gen_random_uuid()
FROM bench.person, generate_series(1, 12) AS n, LATERAL (SELECT starts_on + n * 30 AS day) AS d WHERE role IN ('VOLUNTEER', 'INTERN') AND day <= bench.today() + 5;

INSERT INTO attendance_entrytime (id, seho_id, kind, week, seconds, same_day)
SELECT gen_random_uuid(), seho_id, 'SESSION', date_trunc('week', day), 30 + bench.chance(id, 108, 120), bench.chance(id, 109, 5) > 0 FROM bench.session WHERE bench.chance(id, 110, 3) = 0;
