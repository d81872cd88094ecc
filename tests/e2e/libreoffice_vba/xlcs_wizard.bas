Attribute VB_Name = "xlcs_wizard"
' Stands in for the add-in's module, which asks Windows: no function wizard of Excel's is open here.

Public Function WizardIsOpen() As Boolean
    WizardIsOpen = False
End Function
