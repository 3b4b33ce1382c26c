import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
flow 150
100 - HXP373I  {@job} STARTED - INIT {int:1..40} - CLASS {one:A|B|P|T|X} - SYS {sys}
90  - HXP403I  {@job} - STARTED - TIME={time}
96  - STP010I  {@job} {step} {procstep} CPU {float:0..90:2} SRB {float:0..4:2} EXCP {log:1..900000}
80  - STP010I  {@job} {step} {procstep} CPU {float:0..90:2} SRB {float:0..4:2} EXCP {log:1..900000}
60  - HXP285I  {dataset} KEPT ON {volume}
40  - HXP285I  {dataset} DELETED FROM {volume}
9   - HXP450E  {@job} {step} - ABEND={abend} U{digits:4} REASON={HEX:8}
88  - HXP404I  {@job} - ENDED - TIME={time}
90  - HXP395I  {@job} ENDED - STEPS={int:1..20}
8   - HXP396E  {@job} ENDED - NOT CATALOGED
end
230 - RAC008I  USER({userid}) GROUP({group}) NAME({fullname}) {resource} ACCESS INTENT({access}) ALLOWED
60  - RAC009W  USER({userid}) GROUP({group}) NAME({fullname}) {resource} ACCESS INTENT({access}) REFUSED
110 - TPM233D  MOUNT {volume} ON {device} FOR {jobname}
100 - TPM234I  {volume} ON {device} DISMOUNTED
90  - -        {console} ENTERED {operator}
55  - CIX1140I {region} TRANSACTION {tran} FROM TERMINAL {terminal} COMPLETED IN {float:0.01..9:3} SECONDS
48  - CIX1141E {region} TRANSACTION {tran} FROM TERMINAL {terminal} ABANDONED {abend}
44  - CIX2200I {region} TERMINAL {terminal} ACQUIRED
42  - CIX2201I {region} TERMINAL {terminal} RELEASED
36  - DBX501I  PAGE SET {dataset} EXTENDED TO {int:100..90000} PAGES, {int:1..123} EXTENTS
30  - DBX376I  PLAN={plan} WITH CORRELATION ID '{corr}' DEADLOCKED WITH PLAN={plan} WITH CORRELATION ID '{corr}'
26  - DBX377I  PLAN={plan} WITH CORRELATION ID '{corr}' TIMED OUT. HELD BY PLAN={plan} WITH CORRELATION ID '{corr}'
24  - DBX031I  LOG DATA SET {dataset} FULL, SWITCHED TO {dataset}
22  - SPL109I  PRINTER {printer} - {paper} - {int:1..9000} LINES
20  - SPL110W  PRINTER {printer} {printerstate}
18  - SPL880D  REPLY 'GO' OR 'CANCEL' FOR {printer}
16  - NET046I  LINE {device} {one:SDLC|BSC} STARTED
16  - NET047I  LINE {device} {one:SDLC|BSC} STOPPED
14  - NET259W  SENSE {HEX:8} FROM {lu}, {sense}
12  - WLM021I  SERVICE CLASS {svclass} PERFORMANCE INDEX {float:0.1..4:2}
11  - WLM025I  POLICY {policy} ACTIVE, BY {userid}
10  - ARC104I  {dataset} MIGRATED TO LEVEL {int:1..2}
10  - ARC105I  {dataset} RECALLED FOR {userid}
9   - ARC380E  {dataset} COULD NOT BE RECALLED, RC={int:4..99}
8   - SCH077I  CALENDAR {calendar}: {int:1..900} JOBS DUE
8   - SCH081W  {jobname} LATE BY {int:1..240} MINUTES, WAITS FOR {waits}
7   - SCH082I  {jobname} ON TIME AGAIN
6   - DSK700W  {volume} {int:80..99} PERCENT FULL
5   - DSK701E  {volume} FULL
5   - CPU003I  LPAR {sys} WEIGHT {int:1..999} TO {int:1..999}
4   - CPU010I  ENGINE {HEX:2} CONFIGURED ON
4   - CPU011I  ENGINE {HEX:2} CONFIGURED OFF
3   - CPU400E  ENGINE {HEX:2} CHECKSTOP
3   - TOD005I  ETR PORT {int:0..1} SYNCHRONIZED
2   - IPL001I  IPL OF {sys} FROM {device} AT {time}
2   - HXP099I  NO WORK
1   - HXP998I  SHUTDOWN BY {userid}
1   - DMP002I  DUMP TO {dataset} COMPLETE
`);

export const mainframeBatch: System = {
  name: 'mainframe-batch',
  about:
    'the console of a mainframe: upper case, the system and a Julian date in columns, a code number for each message, operator commands without one, data set names, people with two names',
  startMs: Date.UTC(2019, 4, 14, 15),
  paceMs: 1_900,
  statements,
  fields: {
    job: '{jobname}',
    jobname: zipf(['PAYR{digits:4}', 'GLEDG{digits:2}D', 'CLAIMS{one:A|B|C}', 'BKUP{digits:3}', '{userid}{one:A|J}', 'NIGHTLY']),
    sys: zipfWords('PRD1 PRD2 TST1'),
    time: '{int:10..23}.{int:10..59}.{int:10..59}',
    step: zipfWords('STEP010 STEP020 SORT COPY STEP030 EXTRACT RUN BIND GENER'),
    procstep: zipf(['*', 'GO', 'LKED', 'SORT']),
    dataset: zipf([
      'PROD.{jobname}.{group}.G{digits:4}V00',
      '{userid}.JCL.CNTL',
      'SYS1.{group}.LOADLIB',
      'DB.{plan}.LOGCOPY{int:1..2}.DS{digits:2}',
    ]),
    volume: zipf(['PRD{digits:3}', 'T{digits:5}', 'SCR{digits:3}', 'WORK0{int:1..9}']),
    abend: zipfWords('S0C7 S806 S322 SB37 S0C4 ASRA AICA'),
    userid: zipfWords('KELLER1 NOVAKP OPER3 BATCHPRD CICSUSR MOREAU VARGAT ZIMMERA WEISSQ ROOT'),
    group: zipfWords('PAYROLL SYSPROG CLAIMS OPS AUDIT STUDENTS'),
    fullname: zipf(['P NOVAK', 'KELLER', 'BATCH PRODUCTION USER', 'T. VARGA (EXT)', '####################', 'QUINN MOREAU']),
    resource: zipf(['{dataset} CL(DATASET)', 'CIX.{tran} CL(TCICSTRN)', 'OPERCMDS.{group} CL(FACILITY)']),
    access: zipfWords('READ UPDATE ALTER CONTROL'),
    device: zipf(['0{HEX:3}', '1{HEX:3}', 'LIB{int:1..2}-{int:1..8}']),
    console: zipfWords('MASTER OPER3 TAPEROOM HMC'),
    operator: zipf([
      'D A,L',
      'D U,TAPE,ONLINE',
      'S {jobname}',
      'P {jobname}',
      'V {device},OFFLINE',
      'F {region},CEMT I TASK',
      "R {int:10..99},'GO'",
    ]),
    region: zipfWords('CIXAOR1 CIXTOR1 CIXAOR2 CIXTEST'),
    tran: zipfWords('INQ1 UPD1 CESN PAYM MENU CLM4 REPT'),
    terminal: zipf(['L{digits:3}', 'HALL', 'T9{HEX:2}', 'DESK']),
    plan: zipfWords('PAYPLAN CLMPLAN DSNTEP2 AUDIT'),
    corr: zipf(['{jobname}', 'ENTR{int:10..99} {tran}', 'db2jcc appl', 'POOL {tran}']),
    printer: zipfWords('PRT1 PRT2 LASER9 REMOTE7'),
    paper: zipf(['STANDARD', 'A4 DUPLEX', 'CHEQUE FORM {int:1..4}', 'LABELS 3 UP']),
    printerstate: zipf(['INTERVENTION REQUIRED', 'OUT OF PAPER', 'READY', 'RIBBON LOW']),
    lu: zipf(['LU{HEX:4}', 'BRANCH{int:1..90}', 'KIOSK']),
    sense: zipf(['SESSION LIMIT', 'PATH ERROR', 'NOT ACTIVE', 'FUNCTION NOT SUPPORTED']),
    svclass: zipfWords('ONLHI BATCHMED BATCHLOW STC SYSTEM'),
    policy: zipfWords('WEEKDAY WEEKEND MONTHEND'),
    calendar: zipf(['WORKDAYS', 'MONTH END', 'BANK HOLIDAYS UK', 'EVERY DAY']),
    waits: zipf(['{jobname}', 'FILE {dataset}', 'OPERATOR', 'RESOURCE TAPES']),
    system: zipfWords('PRD1 PRD1 PRD2 TST1'),
  },
  line: ({ atMs, source, message, fill, random }) => {
    const task = random.chance(0.7) ? `JOB${String(random.int(100, 99_999)).padStart(5, '0')}` : fill('{one:STC00417|STC00031|TSU02214}');
    const code = source === '-' ? '' : source.padEnd(9);
    return `${fill('{system}')}  ${stamp(atMs, 'YYYYDOY hh.mm.ss')}${String(Math.floor(atMs / 10) % 100).padStart(2, '0')}  ${task} ${source === '-' ? '0090' : '0010'}  ${code}${message}`;
  },
};
