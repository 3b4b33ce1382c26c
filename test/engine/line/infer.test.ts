import { describe, expect, test } from 'vitest';
import { inferLevel } from '../../../engine/line/infer.ts';

describe('the level that words suggest', () => {
  test.each([
    ['fatal', ['panic: no map', 'Out of memory: Killed process 7', 'Unhandled rejection', 'Speicherzugriff: Absturz', '致命错误']],
    [
      'error',
      [
        'could not open shelf',
        'Connection refused',
        'java.io.IOException: x',
        'worker exited with code 137',
        'exit status 2',
        'exit_code=1',
        'GET /a status=503',
        'POST /a HTTP/1.1" 500',
        'Verbindung fehlgeschlagen',
        'Échec de la connexion',
        'Copia de seguridad fallida',
        'Não foi possível abrir',
        'Connessione rifiutata',
        'Nie udało się połączyć',
        'не удалось открыть файл',
        '连接失败',
        '接続に失敗しました',
        '연결 실패',
      ],
    ],
    [
      'warning',
      [
        'request timed out',
        'GET /a status=404',
        'Datei nicht gefunden',
        'Fichier introuvable',
        'Tiempo agotado',
        'не найден ключ',
        '请求超时',
      ],
    ],
    [
      'info',
      [
        'order 5 shipped',
        'finished with no errors',
        'errors: 0, failed=0',
        '"error":null',
        'exited with code 0',
        'exit status 0',
        'Keine Fehler gefunden',
        '0 failed, 12 passed',
        'GET /a status=200',
        'failover ready',
        'terror management',
        '',
      ],
    ],
  ] as const)('%s', (level, texts) => {
    for (const text of texts) expect([text, inferLevel(text)]).toEqual([text, level]);
  });
});
