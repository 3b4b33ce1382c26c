/** Whether the page is as narrow as a phone. */
import { useEffect, useState } from 'preact/hooks';

const query = '(max-width: 720px)';

export function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const look = (): void => setNarrow(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, []);
  return isNarrow;
}
