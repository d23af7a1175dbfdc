/// How pages look: light and dark, on a telephone, and on paper. It names no place to load anything from.
enum PageStyle {
  static let rules: StaticString = """

    :root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de;
      --panel: #f6f8fa; --link: #0550ae; --old: #ffebe9; --oldword: #ffc4bd; --new: #e6f7ea; --newword: #a9e5b6;
      --good: #116329; --careful: #7d4e00; --bad: #a40e26 }
    @media (prefers-color-scheme: dark) { :root { --ground: #14171c; --text: #e6e8eb; --soft: #a0aab5;
      --line: #3a424c; --panel: #1d2229; --link: #7cb7ff; --old: #38201f; --oldword: #7a2e30; --new: #15301e;
      --newword: #1f6036; --good: #7ee195; --careful: #f0b849; --bad: #ff9a94 } }
    * { box-sizing: border-box }
    html { -webkit-text-size-adjust: 100% }
    body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1.25rem 4rem; background: var(--ground);
      color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
      overflow-wrap: anywhere }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem }
    h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line) }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem }
    p { margin: .5rem 0 }
    a { color: var(--link) }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px }
    .skip { position: absolute; left: -100rem }
    .skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .25rem .5rem }
    .kind { color: var(--soft); margin: 0; font-size: .9rem }
    .note, footer { color: var(--soft); font-size: .9rem }
    footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .75rem }
    nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1rem 0 0 }
    nav a { display: inline-block; padding: .25rem 0 }
    code, pre, .lines { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
    pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--panel); border: 1px solid var(--line);
      border-radius: 6px; white-space: pre-wrap }
    ul { padding-left: 1.25rem; margin: .4rem 0 }
    li { margin: .15rem 0 }
    dl { margin: .5rem 0 }
    dl > div { display: grid; grid-template-columns: 10rem 1fr; gap: .1rem 1rem; padding: .3rem 0 }
    dt { color: var(--soft) }
    dd { margin: 0 }
    details { margin: .5rem 0 }
    summary { cursor: pointer; padding: .15rem 0 }
    article h3 { margin: .75rem 0 .5rem }
    article { border: 1px solid var(--line); border-radius: 8px; padding: .25rem 1rem 1rem; margin: 1rem 0 }
    .badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem;
      font-size: .8rem; line-height: 1.5; white-space: nowrap }
    .good { color: var(--good) } .careful { color: var(--careful) } .bad { color: var(--bad) }
    .box { border-left: 4px solid var(--careful); background: var(--panel); padding: .5rem 1rem; margin: 1rem 0 }
    .scroll { overflow-x: auto; margin: .75rem 0 }
    table { border-collapse: collapse; width: 100% }
    caption strong { color: var(--text) }
    caption { text-align: left; color: var(--soft); font-size: .9rem; padding: .25rem 0 }
    th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
    thead th { color: var(--soft); font-weight: 600; font-size: .9rem; white-space: nowrap }
    tbody th { font-weight: 400 }
    .scroll td, .scroll th { overflow-wrap: normal }
    .sides { margin: .75rem 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden }
    .sides > table, .sides > details > table { table-layout: fixed }
    .sides > details { margin: 0; background: var(--panel); color: var(--soft) }
    .sides > details > table { color: var(--text); background: var(--ground) }
    .sides summary, .sides > .note { padding: .15rem .75rem; font-size: .85rem; margin: 0; background: var(--panel) }
    .sides caption { padding: .4rem .75rem }
    .sides th { padding: .2rem .5rem }
    .lines td { border: 0; padding: 0 .5rem 0 1.7em; white-space: pre-wrap; tab-size: 4 }
    .lines td.number { color: var(--soft); text-align: right; user-select: none; padding: 0 .4rem;
      overflow-wrap: normal; font-size: .8em; line-height: 1.875 }
    col.number { width: 3.2rem }
    td.old { background: var(--old) } td.new { background: var(--new) } td.none { background: var(--panel) }
    del, ins { text-decoration: none; border-radius: 2px }
    del { background: var(--oldword); border-bottom: 2px dotted currentColor }
    ins { background: var(--newword); border-bottom: 2px solid currentColor }
    .sign { user-select: none; display: inline-block; width: 1.2em; margin-left: -1.2em; font-weight: 700 }
    .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
    .value { white-space: pre-wrap }
    @media screen and (max-width: 48rem) {
      body { padding: 1rem .9rem 3rem }
      h1 { font-size: 1.4rem }
      dl > div { grid-template-columns: 1fr }
      article { padding: .25rem .75rem .75rem }
      .sides thead, .sides td.number, .sides td.none, .sides tr.same td:last-child { display: none }
      .sides table, .sides tbody, .sides caption { display: block }
      .sides tr, .lines td { display: block; width: 100% }
    }
    @media print {
      :root { color-scheme: light; --ground: #fff; --text: #000; --soft: #444; --line: #bbb; --panel: #f4f4f4;
        --link: #000; --old: #fbe9e7; --oldword: #f3b5ae; --new: #e5f5e8; --newword: #a5dcb1;
        --good: #000; --careful: #000; --bad: #000 }
      body { max-width: none; padding: 0; font-size: 10pt }
      nav, .skip { display: none }
      details::details-content { content-visibility: visible; display: block; height: auto }
      h2, h3, summary, caption { break-after: avoid }
      tr, pre { break-inside: avoid }
      .scroll { overflow: visible }
    }

    """
}
