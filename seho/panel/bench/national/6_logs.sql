-- Who did and who read what, in proportion to the rest.

INSERT INTO accounts_auditevent (at, by_id, object_type, object_id, seho_id, act, reason, after)
SELECT bench.noon(day), by_id, kind, id::text, seho_id, act, '', jsonb_build_object('starts_on', day, 'note', 'Lo que cambió en este acto', 'people', jsonb_build_array(by_id), 'minutes', 45)
FROM (
    SELECT day, teacher_id AS by_id, 'attendance.session' AS kind, id, seho_id, 'Registró una sesión' AS act FROM bench.session
    UNION ALL
    SELECT starts_on, coordinator_id, kind, CASE kind WHEN 'patients.patient' THEN patient_id ELSE id END, seho_id, act FROM bench.time,
        (VALUES ('patients.patient', 'Registró al estudiante'), ('patients.episode', 'Registró en el SEHO'), ('patients.stay', 'Registró una estancia'), ('patients.siagiestatus', 'Propuso el estado en SIAGIE'),
                ('patients.accreditation', 'Registró la acreditación de la estancia')) AS one (kind, act)
    UNION ALL SELECT ends_on, coordinator_id, 'patients.episode', id, seho_id, 'Registró el egreso' FROM bench.time WHERE ends_on IS NOT NULL
    UNION ALL SELECT issued_on, coordinator_id, 'convalidation.packet', id, seho_id, 'Emitió documentos' FROM bench.packet
    UNION ALL SELECT work.day, work.coordinator_id + 2, 'attendance.work', work.id, seho_id, 'Guardó un trabajo en el portafolio' FROM bench.work JOIN bench.time ON time.id = episode_id
    UNION ALL SELECT version.day, version.coordinator_id, 'attendance.planversion', version.id, seho_id, 'Puso en vigencia el plan' FROM bench.version JOIN bench.time ON time.id = plan_id
) AS done ORDER BY day;

INSERT INTO accounts_accessevent (at, by_id, object_type, object_id, seho_id, kind, path, detail)
SELECT bench.noon(day), coordinator_id, object_type, id::text, seho_id, kind, '/estudiantes/' || patient_id || '/', ''
FROM (
    SELECT starts_on + n AS day, coordinator_id, 'patients.patient' AS object_type, patient_id AS id, patient_id, seho_id, 'HEALTH' AS kind FROM bench.time, generate_series(0, 3) AS n WHERE starts_on + n <= bench.today()
    UNION ALL SELECT last_day, coordinator_id + 2, 'attendance.workfile', id, patient_id, seho_id, 'FILE' FROM bench.time, generate_series(1, 4) AS n
    UNION ALL SELECT issued_on, coordinator_id, 'convalidation.packet', id, patient_id, seho_id, 'PAPER' FROM bench.packet
) AS readings ORDER BY day;
