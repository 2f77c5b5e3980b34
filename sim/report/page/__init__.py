"""The report as one web page: languages behind a switch, tables that sort, figures as SVG, nothing from the network."""
