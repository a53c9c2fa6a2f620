// The rules that a machine can hold. What they mean stands in CONTRIBUTING.md.
import tseslint from "typescript-eslint";

const noNetwork = ["fetch", "WebSocket", "XMLHttpRequest", "EventSource"].map((name) => ({
  name,
  message: "Only src/api talks to the server.",
}));
const noMarkup = ["innerHTML", "outerHTML", "insertAdjacentHTML", "dangerouslySetInnerHTML"];

export default tseslint.config(
  { ignores: ["node_modules", "dist", "src/api/schema.d.ts"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 80, skipComments: true }],
      "max-params": ["error", 5],
      complexity: ["error", 15],
      "no-console": "error",
      "no-eval": "error",
      "no-restricted-globals": ["error", ...noNetwork],
      "no-restricted-syntax": [
        "error",
        ...noMarkup.map((name) => ({
          selector: `MemberExpression[property.name='${name}'], JSXAttribute[name.name='${name}']`,
          message: "Trusted Types: text goes in as text.",
        })),
        {
          selector: "JSXAttribute[name.name='style'][value.type='Literal']",
          message: "The content security policy forbids style attributes; use a class.",
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unnecessary-condition": "error",
    },
  },
  { files: ["src/api/**"], rules: { "no-restricted-globals": "off" } },
  {
    // a page knows the floor below it and no other page
    files: ["src/pages/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@/pages/*", "@/shell/*", "../../*"],
              message: "A page imports no other page.",
            },
            { regex: "^\\.\\./(?!\\.)", message: "A page stays in its folder; the rest is @/..." },
          ],
        },
      ],
    },
  },
  {
    files: ["src/api/**", "src/design/**", "src/i18n/**", "src/ui/**", "src/live/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@/pages/*", "@/shell/*"], message: "The floor does not know the house." },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.test.{ts,tsx}", "browser/**", "scripts/**", "src/testing/**"],
    rules: {
      "max-lines-per-function": "off",
      "no-restricted-globals": "off",
      "no-console": "off",
    },
  },
  { files: ["**/*.js", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
