import { type Markup, markup } from './template.ts';

/** Frames of the table of samples and of the page of one sample; the script fills them. */
export function samplePages(): Markup {
  return markup`<section id="samples" class="page" aria-labelledby="samples-title">
      <h1 id="samples-title">Samples</h1>
      <noscript
        ><p>
          The table of samples needs JavaScript. The same facts are in <code>samples.jsonl</code>, the
          transcripts in <code>transcripts/</code>.
        </p></noscript
      >
      <div class="needs-js">
        <div class="filter">
          <label for="query">Filter</label
          ><input
            id="query"
            type="search"
            autocomplete="off"
            spellcheck="false"
            placeholder="s:failed suite:coder tokens:&gt;400 !tier:hard text"
          /><button type="button" id="clear">Clear</button>
        </div>
        <div id="chips" class="chips"></div>
        <p id="count" aria-live="polite"></p>
        <div class="scroll">
          <table id="table">
            <caption class="hidden">
              Samples
            </caption>
            <thead></thead>
            <tbody></tbody>
          </table>
        </div>
        <p><button type="button" id="more" hidden>Show more</button></p>
        <details>
          <summary>Filter grammar</summary>
          <p>
            <code>s:failed</code> outcome · <code>suite:</code> <code>arm:</code> <code>task:</code>
            <code>tag:</code> <code>cause:"wrong type"</code> contain · <code>sample:2</code>
            <code>tokens:&gt;400</code> <code>ms:&lt;=50</code> <code>score.plan_exact:&lt;1</code> compare
            numbers · a bare word looks in task and cause · <code>!</code> before any of them negates · all
            must hold
          </p>
        </details>
      </div>
    </section>
    <section id="sample" class="page needs-js" aria-labelledby="sample-title">
      <h1 id="sample-title">Sample</h1>
      <div id="sample-body"></div>
    </section>`;
}
