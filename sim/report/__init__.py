"""Result -> figures, typeset report, workbook. Nothing heavy is imported until a module of it is."""
