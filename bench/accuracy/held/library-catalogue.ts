import { stamp } from '../clock.ts';
import { asObject, structured } from '../pairs.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
flow 420
100 INFO     pret       Prêt de « {@title} » à {reader} ;; exemplaire={int:100000..999999}; bibliotheque={branch}
40  INFO     pret       Prolongation de « {@title} » jusqu'au {day} ;; exemplaire={int:100000..999999}
80  INFO     pret       Retour de « {@title} » ;; exemplaire={int:100000..999999}; bibliotheque={branch}
16  NOTICE   pret       Retour en retard de « {@title} » : {int:1..90} jours, amende {int:0..20},{digits:2} € ;; exemplaire={int:100000..999999}
end
130 INFO     recherche  Recherche « {search} » : {int:0..900} résultats en {float:0.01..2:3} s
30  NOTICE   recherche  Recherche « {search} » sans résultat
48  WARNING  recherche  Recherche lente ({float:2..20:1} s) : {search}
70  INFO     reservation Réservation de « {title} » par {reader}, rang {int:1..30}
26  INFO     reservation Réservation annulée par {reader}
24  INFO     reservation Réservation disponible pour {reader} à {branch}
140 DEBUG    doctrine   SELECT t0.id AS id_1, t0.titre AS titre_2 FROM notice t0 WHERE t0.isbn = '{isbn}' LIMIT {int:1..50}
60  DEBUG    doctrine   INSERT INTO pret (exemplaire_id, lecteur_id, debut) VALUES ({int:100000..999999}, {int:1000..9999}, '{isoday}')
50  DEBUG    doctrine   UPDATE exemplaire SET statut = '{one:pret|rayon|atelier}' WHERE id IN ({list:1..5:, :{int:100000..999999}})
20  DEBUG    doctrine   DELETE FROM panier WHERE session = '{hex:26}'
44  DEBUG    doctrine   START TRANSACTION
40  DEBUG    doctrine   COMMIT
4   DEBUG    doctrine   ROLLBACK
60  INFO     securite   Connexion de {reader} ;; ip={public}
9   WARNING  securite   Échec de connexion pour {email} ;; ip={public}; essais={int:1..9}
32  INFO     securite   Déconnexion de {reader}
28  INFO     catalogue  Notice ajoutée : {title} / {person} ;; isbn={isbn}
12  INFO     catalogue  Notice modifiée : {title} ;; champ={one:titre|auteur|cote|sujet}
5   INFO     catalogue  Notice supprimée : {title}
8   WARNING  catalogue  Doublon possible : {isbn} et {isbn}
6   ERROR    catalogue  ISBN invalide {int:1000000..9999999}
33  INFO     courriel   Rappel envoyé à {email}
5   ERROR    courriel   Rappel non envoyé à {email} : {one:boîte pleine|adresse inconnue|délai dépassé}
12  INFO     import     {int:10..900} notices importées depuis {fichier}
3   ERROR    import     Ligne {int:2..900} illisible dans {fichier}
20  DEBUG    cache      Clé trouvée : {key}
18  DEBUG    cache      Clé absente : {key}
~12 CRITICAL doctrine   Connexion perdue : {one:le serveur MySQL est parti|trop de connexions}
6   NOTICE   doctrine   Connexion rétablie
8   INFO     borne      Borne {int:1..9} en service
8   WARNING  borne      Borne {int:1..9} hors service
10  INFO     borne      {one:Carte|Code} de {reader} accepté
4   INFO     borne      {one:Carte|Code} de {reader} refusé
2   INFO     kernel     Mode maintenance activé par {user}
2   INFO     kernel     Mode maintenance désactivé par {user}
1   CRITICAL kernel     Mémoire épuisée ({int:128..512} Mo), fichier /srv/catalogue/src/{noun}.php ligne {int:20..900}
1   INFO     kernel     Index reconstruit en {int:30..900} s
`);

export const libraryCatalogue: System = {
  name: 'library-catalogue',
  about:
    'the catalogue of a library in PHP, French texts: a channel and a level joined by a dot, titles of several words, SQL, a context in JSON behind the text',
  startMs: Date.UTC(2023, 8, 12, 8),
  paceMs: 1_900,
  statements,
  fields: {
    title: [
      'Le Vent du large',
      'Germinal',
      'Les Pierres grises',
      "L'Été à Brest",
      'Contes et légendes du Nord',
      'Madame Volpe',
      'Un hiver',
      'La Cuisine des îles, tome {int:1..4}',
      'Histoire de la marine 1789-1815',
    ],
    reader: ['{person}', '{person}', 'M. {last}', 'Mme {last}', 'École du Parc'],
    branch: ['Centre', 'Gare', 'Les Lilas', 'Bibliobus'],
    search: ['{noun}', 'roman policier', '{last}', 'histoire {noun}', 'cuisine', 'bd enfant', '978{digits:10}'],
    isbn: '978-2-{digits:4}-{digits:4}-{int:0..9}',
    day: '{int:1..28}/{one:09|10|11}/2023',
    isoday: '2023-{one:09|10}-{int:10..28} {int:10..18}:{int:10..59}:00',
    fichier: ['/import/{one:bnf|electre}_{digits:8}.mrc', '/import/dons {int:2020..2023}.csv'],
    key: ['notice.{int:1000..90000}', 'facettes.{one:sujet|auteur|langue}', 'accueil'],
  },
  line: ({ atMs, level, source, message }) => {
    const { text, pairs } = structured(message);
    return `[${stamp(atMs, 'YYYY-MM-DDThh:mm:ss.UUUUUU+00:00')}] ${source}.${level}: ${text} ${pairs.length === 0 ? '[]' : JSON.stringify(asObject(pairs))} []`;
  },
};
