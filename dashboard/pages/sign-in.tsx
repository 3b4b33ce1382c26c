/** Where everybody begins who is not known yet; afterwards they are where they wanted to be. */
import { useState } from 'preact/hooks';
import { useAnswer } from '../answer.ts';
import { operator } from '../operator.ts';
import { Shown } from '../parts/state.tsx';
import { enter } from '../session.ts';
import type { SignInWays, Viewer } from '../../api/contract.ts';

export function SignInPage() {
  const ways = useAnswer('ways', 0, operator.ways);
  return (
    <main class="sign-in" id="content">
      <h1>LogDetector</h1>
      <Shown answer={ways} what="the ways to sign in">
        {(data) => <Ways ways={data} />}
      </Shown>
    </main>
  );
}

function Ways({ ways: { ways } }: { readonly ways: SignInWays }) {
  const [problem, setProblem] = useState<string | null>(refusedByProvider());
  const [isBusy, setBusy] = useState(false);
  const go = async (signIn: () => Promise<Viewer>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      enter(await signIn());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <>
      {ways.length === 0 ? (
        <p>
          No way to sign in is set up. Set dashboard.oidc, dashboard.kubernetes or dashboard.proxy in the configuration; docs/dashboard.md
          has each to copy.
        </p>
      ) : (
        <p class="muted">Sign in to see incidents and patterns of your namespaces.</p>
      )}
      {problem === null ? null : (
        <p class="failed" role="alert">
          {problem}
        </p>
      )}
      {ways.map(({ method, label }) => {
        if (method === 'oidc') {
          return (
            <a class="button main" href={`/auth/oidc?to=${encodeURIComponent(`${location.pathname}${location.search}`)}`}>
              Continue with {label}
            </a>
          );
        }
        if (method === 'kubernetes') return <ByToken isBusy={isBusy} onToken={(token) => void go(() => operator.signInByToken(token))} />;
        return (
          <button type="button" class="main" disabled={isBusy} onClick={() => void go(operator.signInHere)}>
            Continue on {label}
          </button>
        );
      })}
    </>
  );
}

function ByToken({ isBusy, onToken }: { readonly isBusy: boolean; readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    onToken(token);
  };
  return (
    <form onSubmit={submit} class="by-token">
      <label for="token">Kubernetes token</label>
      <input
        id="token"
        type="password"
        autocomplete="off"
        spellcheck={false}
        value={token}
        onInput={({ currentTarget }) => setToken(currentTarget.value)}
      />
      <p class="muted">
        Make one with <code>kubectl create token NAME</code>. It is checked by the cluster and not kept.
      </p>
      <button type="submit" class="main" disabled={isBusy || token.trim() === ''}>
        Sign in
      </button>
    </form>
  );
}

/** The way back from the identity provider says by a code why it did not work. */
function refusedByProvider(): string | null {
  const code = new URLSearchParams(location.search).get('sign-in');
  if (code === null) return null;
  return sentences[code] ?? 'The sign-in did not work. Try again; the log of the operator says why.';
}

const sentences: Readonly<Record<string, string>> = {
  'nothing-to-see':
    'You are signed in there, but may see no namespace here. Ask the administrator to name you or a group of yours in dashboard.access.',
  refused:
    'The identity provider named nobody who may be let in: its answer was not valid, or the person has no verified name there. The log of the operator says which.',
  cancelled: 'The identity provider did not let you in. Try again, or ask its administrator.',
  expired: 'The sign-in took too long, or was begun in another window. Try again.',
  unreachable: 'The identity provider cannot be reached by the operator at the moment. Try again in a minute.',
};
