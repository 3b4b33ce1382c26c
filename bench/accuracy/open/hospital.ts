import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 INF Programa               Servicio de integración {version} iniciado
^2 INF Hl7.Escucha            Escuchando en el puerto {one:2575|2576|6661}
flow 270
100 INF Hl7.Escucha            Mensaje {msgtype} recibido de {@origin} ({log:300..40000} bytes)
96  DBG Hl7.Analizador         Segmentos: {list:3..9: :{segment}}
95  INF Hl7.Analizador         Paciente {@patient} ({person}), episodio {int:100000..999999}
80  INF Admision               Paciente {@patient} ingresado en {ward}, cama {bed}
35  INF Admision               Paciente {@patient} trasladado de {ward} a {ward}
25  INF Admision               Paciente {@patient} dado de alta
92  INF Hl7.Escucha            Confirmación {one:AA|CA} enviada a {@origin} en {int:2..400} ms
end
210 INF Laboratorio            Resultado {analyte} de {person}: {float:0.1..200:1} {unit}
38  WRN Laboratorio            Resultado {analyte} de {person} fuera de rango: {float:0.1..900:1} {unit}
9   ERR Laboratorio            Resultado sin petición: muestra {ID:9}
52  INF Citas                  Cita con Dr. {last} confirmada para el {date} a las {int:8..19}:{one:00|15|30|45}
20  INF Citas                  Cita con Dr. {last} anulada por {one:el paciente|el hospital}
60  INF Imagen                 Estudio {uid} archivado en \\{server}\pacs$\{int:2022..2024}\{hex:6}.dcm
26  DBG Imagen                 Asociación DICOM aceptada: {aet} -> {aet}
8   WRN Imagen                 Asociación DICOM rechazada: {aet} -> {aet}
44  INF Farmacia               Receta de {drug} {one:20|40|100|500} mg validada por {person}
10  WRN Farmacia               Receta de {drug} {one:20|40|100|500} mg bloqueada: interacción con {drug}
6   ERR Farmacia               Alergia registrada: {allergy}
28  INF Sesion                 Usuario {staff} conectado desde {server}
27  INF Sesion                 Usuario {staff} desconectado
9   WRN Sesion                 Usuario {staff}: acceso denegado a la historia {int:10000..99999}
~24 ERR Hl7.Emisor             Sin respuesta de {origin} tras {int:5..60} s
~11 WRN Hl7.Emisor             Cola de {origin} llena: {int:500..5000} mensajes pendientes
9   INF Hl7.Emisor             Cola de {origin} vacía
16  INF Copias                 Copia de seguridad terminada: D:\Copias\{database} {date}.bak ({float:0.1..90:1} GB)
2   ERR Copias                 Copia de seguridad fallida: {one:disco lleno|acceso denegado a D:\Copias}
12  INF Impresora              Etiqueta impresa en "{printer}"
5   WRN Impresora              Sin papel en "{printer}"
2   INF Configuracion          Parámetro {one:TiempoMaximo|Reintentos|ModoPrueba} cambiado por {staff}: {int:1..60} -> {int:1..60}
1   INF Programa               Deteniendo servicio
1   FTL Programa               Licencia caducada el {date}
`);

export const hospital: System = {
  name: 'hospital',
  about:
    'a hospital interface in .NET with Spanish texts: seven decimals and a zone, the thread in parentheses after the logger, names of people, Windows paths',
  startMs: Date.UTC(2024, 4, 6, 6),
  paceMs: 1_700,
  statements,
  fields: {
    msgtype: ['ADT^A01', 'ORU^R01', 'ADT^A08', 'ORM^O01', 'SIU^S12'],
    origin: ['HIS', 'LAB-CENTRAL', 'RIS', 'Urgencias Norte', 'FARMACIA', 'Clínica San Telmo'],
    segment: ['MSH', 'PID', 'PV1', 'OBX', 'OBR', 'NK1', 'AL1', 'DG1'],
    patient: '{digits:8}',
    ward: ['Medicina Interna', 'Urgencias', 'UCI', 'Pediatría', 'Cirugía 2', 'Maternidad'],
    bed: '{int:1..40}{one:A|B}',
    analyte: ['Glucosa', 'Potasio', 'Hemoglobina', 'Creatinina', 'Proteína C reactiva', 'Sodio'],
    unit: ['mg/dL', 'mmol/L', 'g/dL', 'U/L'],
    uid: '1.2.840.{int:10000..99999}.{int:1..9}.{int:1000..99999}.{int:1..400}',
    server: ['SRV-PACS1', 'PC-URG-{digits:2}', 'PC-LAB-{digits:2}', 'SRV-FARM'],
    aet: ['TAC1', 'RM_NORTE', 'PACS', 'ECO3', 'VISOR'],
    drug: ['Paracetamol', 'Ibuprofeno', 'Enoxaparina', 'Omeprazol', 'Ácido fólico', 'Amoxicilina'],
    allergy: ['penicilina', 'látex', 'frutos secos', 'contraste yodado'],
    staff: ['mgarcia', 'HOSP\\{user}', 'enfermeria2', 'dr.{user}', 'admision'],
    database: ['Pacientes', 'Laboratorio', 'Citas'],
    printer: ['Zebra Planta 3', 'HP Urgencias', 'Etiquetas LAB'],
    date: '{int:10..28}/{one:01|02|05|11}/{int:2023..2025}',
  },
  line: ({ atMs, level, source, message, random }) =>
    `${stamp(atMs, 'YYYY-MM-DDThh:mm:ss.SSS')}${random.int(1000, 9999)}+01:00 ${level} [${source}] (${random.int(4, 31)}) ${message}`,
};
