/** Words of several lands and trades; what the invented systems share, so that none has to invent people and places again. */
export const FIRST_NAMES = words(`
  Anna Jonas Mireille Pavel Oksana Tomasz Ingrid Rafael Lucia Henrik Beatriz Yusuf Chiara Declan Fatima Goran Hanna Ivo Jana Kwame Leila
  Marek Nadia Olivia Priya Quentin Rosa Stefan Tilde Ulrich Vera Wanda Xenia Yann Zofia Amir Bruno Carmen Dmitri Elif Farid Greta`);

export const LAST_NAMES = words(`
  Berger Novak Dubois Ferreira Okafor Lindqvist Rossi Kowalska Moreau Haddad Petrov Jensen Castillo Schubert Tanaka Oyelaran Murphy Varga
  Zielinski Costa Andersen Bianchi Keller Laurent Mbeki Nowak Ortega Popescu Quinn Reyes Sharma Thorne Ueda Vasquez Weiss Yilmaz Zimmer`);

export const NOUNS = words(`
  amber anchor basil beacon birch cedar cobalt comet copper coral delta ember falcon fern garnet glacier harbor hazel indigo ivory jasper
  juniper kestrel lagoon lantern maple marble meadow nickel nimbus ochre onyx opal orchid pebble pine quartz raven river saffron sierra
  sparrow summit thistle timber topaz tundra umber valley velvet walnut willow zephyr`);

export const TALK = words(`
  please check the order again before noon nobody answers here since yesterday maybe it works later thanks for help we need more time who
  took my key that was close good morning everyone see you tomorrow not sure about this price looks wrong can someone restart it why is
  everything so slow today great job team send me a copy when ready`);

export const DOMAINS = words(
  'example.org mail.example.net corp.example.com nordwind.example atelier.example quince.example tellus.example',
);

export const FOLDERS = words('data var cache spool archive incoming export media tmp shared projects backup images reports assets');

export const EXTENSIONS = words('csv pdf txt xml json png log dat zip docx bin mp4');

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
