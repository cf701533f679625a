// The documentation page: Swagger UI, told where the description is and how to ask.

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  layout: "BaseLayout",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  showCommonExtensions: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  requestInterceptor: withoutDefaults,
});

// The form fills in what has a default, and sends all that is filled in. Left out, a default
// acts all the same, and the URL that is shown has only what was chosen.
function withoutDefaults(request) {
  if (request.loadSpec) return request;
  const url = new URL(request.url, location.href);
  for (const parameter of parametersAt(url.pathname)) {
    const given = url.searchParams.getAll(parameter.name);
    if (given.length === 1 && given[0] === String(parameter.schema.default)) {
      url.searchParams.delete(parameter.name);
    }
  }
  request.url = url.href;
  return request;
}

// The query parameters that the description has for the path.
function parametersAt(pathname) {
  const description = ui.specSelectors.specJson().toJS();
  const fits = (path) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname);
  const paths = Object.keys(description.paths).filter(fits);
  const exact = paths.includes(pathname) ? pathname : paths[0]; // `/v1/deals/summary` is no id
  return (description.paths[exact]?.get.parameters ?? [])
    .map(({ $ref, ...own }) => ($ref ? description.components.parameters[$ref.split("/").pop()] : own))
    .filter((parameter) => parameter.in === "query");
}
