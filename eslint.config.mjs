// Mistakes only: how the code looks is prettier's business.
export default [
    {
        files: ["addons/*/static/**/*.js"],
        languageOptions: { ecmaVersion: 2022, sourceType: "module" },
        rules: {
            eqeqeq: ["error", "smart"],
            "no-const-assign": "error",
            "no-debugger": "error",
            "no-dupe-args": "error",
            "no-dupe-class-members": "error",
            "no-dupe-keys": "error",
            "no-unreachable": "error",
            "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
            "no-var": "error",
            "prefer-const": "error",
        },
    },
];
