-- Papers issued, sent and answered; the returns to school and their follow-up.

-- Keys: 4 times that of the time in the service, and 0 to 3 by what the packet is for; who goes over into another year
-- has papers of each (reading R5).
CREATE TABLE bench.packet AS
SELECT *, CASE WHEN purpose <> 'RECOGNITION' THEN '' WHEN days < 15 THEN 'lt15' WHEN days <= 30 THEN 'd15_30' WHEN days <= 90 THEN 'd31_90' ELSE 'd91' END AS band,
       CASE purpose WHEN 'REGISTRATION' THEN ARRAY['OFFICIAL_COMMUNICATION'] WHEN 'RETURN' THEN ARRAY['RETURN_REPORT', 'FAMILY_RETURN_REPORT']
            ELSE CASE WHEN days < 15 THEN ARRAY['CONSTANCY', 'PORTFOLIO'] ELSE ARRAY['CONSTANCY', 'PORTFOLIO', 'PROGRESS_REPORT', 'EDUCATION_PLAN'] END END AS kinds
FROM (
    SELECT time.id * 4 + k AS id, time.id AS episode_id, purpose, time.patient_id, pupil.school_id, time.seho_id, coordinator_id, starts_on, until AS ends_on,
           greatest(days.counted, 1) AS days, least(bench.today(), until + bench.chance(time.id * 4 + k, 120, 6)) AS issued_on,
           CASE WHEN bench.chance(time.id * 4 + k, 121, 100) = 0 THEN 'ANNULLED' ELSE 'VALID' END AS state
    FROM bench.time JOIN bench.pupil ON pupil.id = patient_id
    JOIN LATERAL (VALUES
        (0, 'RECOGNITION', CASE WHEN extract(year FROM starts_on) < extract(year FROM last_day) THEN make_date(extract(year FROM starts_on)::int, 12, 31) END),
        (1, 'REGISTRATION', starts_on), (2, 'RECOGNITION', ends_on), (3, 'RETURN', ends_on)
    ) AS one (k, purpose, until) ON until IS NOT NULL
    -- The third clock: all times in the service in that year, each since the first session.
    JOIN LATERAL (
        SELECT sum(least(other.last_day, until) - greatest(coalesce(other.first_attended_on, other.starts_on), date_trunc('year', until)::date) + 1)::int AS counted
        FROM bench.time other
        WHERE other.id IN (time.patient_id * 2, time.patient_id * 2 + 1) AND other.setting <> 'UNTYPED'
          AND other.starts_on <= until AND other.last_day >= date_trunc('year', until)
    ) AS days ON true
    WHERE setting <> 'UNTYPED' AND CASE purpose
        WHEN 'REGISTRATION' THEN bench.chance(time.id, 122, 10) < 3 OR (ends_on IS NULL AND bench.chance(time.id, 122, 10) < 8)
        -- Owed are one in two hundred of whoever left, and half of the last ten days.
        WHEN 'RECOGNITION' THEN bench.chance(time.id, 123, 200) > 0 AND (until < bench.today() - 10 OR bench.chance(time.id, 124, 2) = 0)
        ELSE bench.chance(time.id, 125, 10) < 2 END
) AS made;

INSERT INTO convalidation_packet (id, client_id, purpose, state, starts_on, ends_on, days_stay, days_accumulated, band, grading, window_starts_on, window_label, reason, article, code, path, sha256,
    bytes, issued_at, annulled_at, annulled_by_id, annulled_reason, enrollment_id, episode_id, issued_by_id, school_id)
SELECT id, gen_random_uuid(), purpose, state, starts_on, ends_on, days, days, band, '', date_trunc('year', ends_on), 'año escolar', 'Por los días en el SEHO.', 'art. 13.5', upper(md5('packet' || id)), 'issued/00/none.pdf',
       bench.digest('p' || id), 150000, bench.noon(issued_on), CASE state WHEN 'ANNULLED' THEN bench.noon(issued_on) END, CASE state WHEN 'ANNULLED' THEN coordinator_id END,
       CASE state WHEN 'ANNULLED' THEN 'Se corrigieron las fechas' ELSE '' END, patient_id, episode_id, coordinator_id, school_id
FROM bench.packet ORDER BY issued_on, id;

-- A chain of papers for each service; the content as long as a paper's usually is, with what the school answers to.
INSERT INTO convalidation_issueddocument (id, packet_id, seho_id, kind, year, number, label, code, content, path, sha256, bytes, previous_seal, seal, issued_on)
SELECT id, packet_id, seho_id, kind, year, number, 'N.° ' || number || '-' || year, upper(md5('paper' || id)), jsonb_build_object('title', kind, 'body', words.text) || coalesce(report.lines, '{}'),
       'issued/00/none.pdf', bench.digest('d' || id), 60000, coalesce(bench.digest('s' || lag(id) OVER (PARTITION BY seho_id ORDER BY id)), ''), bench.digest('s' || id), issued_on
FROM (
    SELECT row_number() OVER (ORDER BY issued_on, packet.id, place) AS id, packet.id AS packet_id, seho_id, kind, year, issued_on, episode_id, days,
           row_number() OVER (PARTITION BY seho_id, kind, year ORDER BY issued_on, packet.id) AS number
    FROM bench.packet, LATERAL (SELECT extract(year FROM issued_on)::int AS year) AS y, unnest(kinds) WITH ORDINALITY AS one (kind, place)
) AS numbered CROSS JOIN (SELECT string_agg(md5((n % 12)::text), ' ' ORDER BY n) AS text FROM generate_series(1, 60) AS n) AS words
LEFT JOIN LATERAL (
    SELECT jsonb_build_object('lines', jsonb_agg(jsonb_build_object('area', 'Comunicación', 'competency_number', competency.number, 'competency', name, 'worked', true, 'evaluated', true,
           'level', CASE WHEN days > 30 THEN 'A' END, 'not_evaluated_reason', '', 'conclusion', 'Explica con sus palabras lo que hizo.', 'sessions', 3) ORDER BY competency.number)) AS lines
    FROM generate_series(0, 3) AS n JOIN curriculum_competency competency ON competency.id = 7 + n * 4 + bench.chance(episode_id, 102, 4)
) AS report ON kind = 'PROGRESS_REPORT' ORDER BY id;

INSERT INTO convalidation_delivery (id, client_id, packet_id, recipient, name, post, email, secret, secret_hash, expires_on, created_at, created_by_id)
SELECT id, gen_random_uuid(), id, 'SCHOOL', 'Directora Inventada', 'Dirección', 'direccion' || id || '@bench.test', (SELECT diagnosis FROM bench.country), bench.digest('l' || id), issued_on + 60, bench.noon(issued_on), coordinator_id
FROM bench.packet WHERE state = 'VALID' AND bench.chance(id, 130, 12) > 0 ORDER BY id;

INSERT INTO convalidation_deliveryevent (delivery_id, kind, happened_at)
SELECT id, kind, bench.noon(issued_on + day) FROM bench.packet, (VALUES ('SENT', 0), ('OPENED', 2), ('DOWNLOADED', 3)) AS one (kind, day)
WHERE state = 'VALID' AND bench.chance(id, 130, 12) > 0 AND bench.chance(id, 131, 10) >= day AND issued_on + day <= bench.today() ORDER BY id;

INSERT INTO convalidation_acknowledgement (packet_id, acknowledged_at, through_id)
SELECT packet.id, bench.noon(issued_on + wait), delivery.id FROM bench.packet JOIN convalidation_delivery delivery ON delivery.packet_id = packet.id, LATERAL (SELECT 1 + bench.chance(packet.id, 132, 20) AS wait) AS w
WHERE issued_on + wait <= bench.today() AND bench.chance(packet.id, 133, 12) > 0 ORDER BY packet.id;

INSERT INTO convalidation_recognition (packet_id, competency_id, decision, decided_at, through_id, certified_on, registered_on, note)
SELECT packet.id, CASE WHEN days > 30 THEN 7 + n * 4 + bench.chance(episode_id, 102, 4) END,
       CASE WHEN is_refused THEN 'NOT_RECOGNISED' ELSE 'RECOGNISED' END, bench.noon(answered), delivery.id,
       CASE WHEN NOT is_refused AND bench.chance(packet.id, 135, 4) > 0 AND answered + 5 <= bench.today() THEN answered + 5 END,
       CASE WHEN NOT is_refused AND bench.chance(packet.id, 136, 3) > 0 AND answered + 12 <= bench.today() THEN answered + 12 END,
       CASE WHEN is_refused THEN 'Falta coordinar' ELSE '' END
FROM bench.packet JOIN convalidation_delivery delivery ON delivery.packet_id = packet.id,
     generate_series(0, CASE WHEN days > 30 THEN 3 ELSE 0 END) AS n,
     LATERAL (SELECT issued_on + 3 + bench.chance(packet.id, 137, 40) AS answered, bench.chance(packet.id, 134, 25) = 0 AS is_refused) AS a
WHERE purpose = 'RECOGNITION' AND answered <= bench.today() AND bench.chance(packet.id, 138, 8) > 0 ORDER BY packet.id;

INSERT INTO convalidation_pendingarea (packet_id, area, how, until, done_on, answered_at, through_id)
SELECT packet.id, 'Inglés', 'Trabajo aplicativo', issued_on + 60, CASE WHEN issued_on + 70 < bench.today() THEN issued_on + 55 END, bench.noon(issued_on + 10), delivery.id
FROM bench.packet JOIN convalidation_delivery delivery ON delivery.packet_id = packet.id WHERE days > 30 AND purpose = 'RECOGNITION' AND bench.chance(packet.id, 139, 3) = 0 AND issued_on + 10 <= bench.today();

INSERT INTO convalidation_preparation (id, episode_id, window_starts_on)
SELECT id, episode_id, date_trunc('year', ends_on) FROM bench.packet WHERE purpose = 'RECOGNITION' ORDER BY id;

INSERT INTO convalidation_partdone (preparation_id, part, done_at, done_by_id)
SELECT id, part, bench.noon(ends_on), coordinator_id + k FROM bench.packet, (VALUES ('TEACHER', 2), ('PSYCHOLOGIST', 6), ('COORDINATOR', 0)) AS one (part, k) WHERE purpose = 'RECOGNITION' ORDER BY id;

INSERT INTO convalidation_classreport (episode_id, period, topics, contact_name, contact_post, answered_at, answered_by_id, client_id)
SELECT id, 'Este bimestre', 'Fracciones y textos narrativos', 'Docente Inventada', 'Tutora', bench.noon(starts_on + 4), coordinator_id, gen_random_uuid()
FROM bench.time WHERE starts_on + 4 <= bench.today() AND bench.chance(id, 140, 5) > 1 ORDER BY id;

INSERT INTO convalidation_returnreport (episode_id, learning_situation, socioemotional_situation, recommendations, told_guardian_on, told_director_on, written_guardian_on, written_director_on, updated_at, updated_by_id)
SELECT id, 'Avanzó en lo priorizado.', 'Con ánimo.', 'Retomar poco a poco.', ends_on, ends_on, ends_on, CASE WHEN bench.chance(id, 141, 15) > 0 THEN ends_on END, bench.noon(ends_on), coordinator_id
FROM bench.time WHERE ends_on IS NOT NULL AND setting <> 'UNTYPED' AND bench.chance(id, 142, 12) > 0 ORDER BY id;

-- A return lasts some three months; one in twenty-five is still open later.
CREATE TABLE bench.return AS
SELECT time.id, pupil.school_id, time.seho_id, coordinator_id, ends_on, ends_on + 3 AS starts_on,
       CASE WHEN ends_on + 100 < bench.today() AND bench.chance(time.id, 143, 25) > 0 THEN ends_on + 97 END AS closed_on
FROM bench.time JOIN bench.pupil ON pupil.id = patient_id
WHERE ends_on IS NOT NULL AND setting <> 'UNTYPED' AND bench.chance(time.id, 144, 8) > 0;

INSERT INTO convalidation_return (id, episode_id, school_id, starts_on, days_a_week, contact_name, contact_post, agreed_on, opened_at, opened_by_id, closed_on, closed_by_id, outcome)
SELECT id, id, school_id, CASE WHEN starts_on <= bench.today() THEN starts_on END, 5, 'Docente Inventada', 'Tutora', CASE WHEN starts_on <= bench.today() THEN starts_on END, bench.noon(ends_on), coordinator_id, closed_on, CASE WHEN closed_on IS NOT NULL THEN coordinator_id END,
       CASE WHEN closed_on IS NULL THEN '' ELSE bench.one_of('{SATISFACTORY,SATISFACTORY,SATISFACTORY,SATISFACTORY,LEFT,NOT_REACHED}', id, 145) END
FROM bench.return ORDER BY id;

INSERT INTO convalidation_followup (school_return_id, day, done_on, way, progress, written_at, written_by_id)
SELECT id, day, starts_on + day, bench.one_of('{CALL,CALL,VISIT,MESSAGE}', id + day, 146), bench.one_of('{WELL,WELL,WELL,SLOWLY,BADLY}', id + day, 147), bench.noon(starts_on + day), coordinator_id + 6
FROM bench.return, unnest(ARRAY[7, 30, 60, 90]) AS day WHERE starts_on + day <= coalesce(closed_on, bench.today()) AND bench.chance(id + day, 148, 10) > 0 ORDER BY id, day;

INSERT INTO convalidation_incident (school_return_id, kind, happened_on, description, guidance, resolved_on, written_at, written_by_id, client_id)
SELECT id, bench.one_of('{ABSENCE,NO_ADJUSTMENTS,EMOTIONAL,NOT_RECOGNISED}', id, 149), starts_on + 10, 'Faltó varios días.', 'Se conversó con la tutora.', CASE WHEN starts_on + 30 < bench.today() THEN starts_on + 25 END, bench.noon(starts_on + 10), coordinator_id + 6, gen_random_uuid()
FROM bench.return WHERE starts_on + 10 <= bench.today() AND bench.chance(id, 150, 7) = 0;

INSERT INTO convalidation_visit (school_return_id, visited_on, found, written_at, written_by_id, client_id)
SELECT return.id, starts_on + 20, 'Se adecuó el horario.', bench.noon(starts_on + 20), 10000 + service.ugel_id, gen_random_uuid()
FROM bench.return JOIN bench.service ON service.id = seho_id WHERE starts_on + 20 <= bench.today() AND bench.chance(return.id, 151, 20) = 0;
